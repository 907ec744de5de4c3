using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Microsoft.DurableTask;

namespace Cerniq.LocalHost.Durable.History;

/// <summary>Writes numbers and texts compactly: numbers as base-128, texts as length + 1 and UTF-8, with 0 for null.</summary>
internal sealed class EventWriter
{
    private readonly ArrayBufferWriter<byte> _buffer = new(512);

    public ReadOnlySpan<byte> Written => _buffer.WrittenSpan;

    public void Byte(byte value)
    {
        _buffer.GetSpan(1)[0] = value;
        _buffer.Advance(1);
    }

    public void Bool(bool value) => Byte(value ? (byte)1 : (byte)0);

    public void Int(int value) => Unsigned(checked((uint)value));

    public void OptionalInt(int? value) => Unsigned(value is { } number ? checked((uint)number) + 1 : 0);

    public void Time(DateTime value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_buffer.GetSpan(sizeof(long)), value.Ticks);
        _buffer.Advance(sizeof(long));
    }

    public void Text(string? value)
    {
        if (value is null)
        {
            Byte(0);
            return;
        }

        var length = Encoding.UTF8.GetByteCount(value);
        Unsigned((uint)length + 1);
        Encoding.UTF8.GetBytes(value, _buffer.GetSpan(length));
        _buffer.Advance(length);
    }

    public void Failure(TaskFailureDetails? value)
    {
        for (var failure = value; failure is not null; failure = failure.InnerFailure)
        {
            Byte(1);
            Text(failure.ErrorType);
            Text(failure.ErrorMessage);
            Text(failure.StackTrace);
        }

        Byte(0);
    }

    private void Unsigned(uint value)
    {
        while (value >= 0x80)
        {
            Byte((byte)((value & 0x7f) | 0x80));
            value >>= 7;
        }

        Byte((byte)value);
    }
}
