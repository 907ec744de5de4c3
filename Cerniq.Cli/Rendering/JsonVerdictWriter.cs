using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Cerniq.EInvoicing.Validation;

namespace Cerniq.Cli.Rendering;

/// <summary>One JSON line a file. The names and their order are a contract.</summary>
internal sealed class JsonVerdictWriter(TextWriter output, bool romanian) : IVerdictWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly ArrayBufferWriter<byte> _line = new(4096);

    public static string Flag(Severity severity) => severity switch
    {
        Severity.Fatal => "fatal",
        Severity.Error => "error",
        _ => "warning",
    };

    public void Write(string file, ValidationResult result)
    {
        _line.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_line, Options))
        {
            json.WriteStartObject();
            json.WriteString("file", file);
            json.WriteBoolean("structure_ok", result.StructureOk);
            json.WriteBoolean("valid", result.Valid);
            json.WriteStartArray("fired");
            foreach (var violation in result.Violations)
                Write(json, violation);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.Write(Encoding.UTF8.GetString(_line.WrittenSpan));
        output.Write('\n');
    }

    public void Finish() => output.Flush();

    private void Write(Utf8JsonWriter json, Violation violation)
    {
        json.WriteStartObject();
        json.WriteString("id", violation.RuleId);
        json.WriteString("flag", Flag(violation.Severity));
        json.WriteString("location", violation.Location);
        json.WriteString("text", romanian ? violation.MessageRo : violation.MessageEn);
        json.WriteEndObject();
    }
}
