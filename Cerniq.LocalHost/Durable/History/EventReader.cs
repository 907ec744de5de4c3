using System.Buffers.Binary;
using System.Text;
using Microsoft.DurableTask;

namespace Cerniq.LocalHost.Durable.History;

/// <summary>Reads what <see cref="EventWriter"/> wrote.</summary>
internal ref struct EventReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public readonly bool AtEnd => _rest.IsEmpty;

    public byte Byte()
    {
        var value = _rest[0];
        _rest = _rest[1..];
        return value;
    }

    public bool Bool() => Byte() != 0;

    public int Int() => checked((int)Unsigned());

    public int? OptionalInt()
    {
        var value = Unsigned();
        return value == 0 ? null : checked((int)(value - 1));
    }

    public DateTime Time()
    {
        var ticks = BinaryPrimitives.ReadInt64LittleEndian(_rest);
        _rest = _rest[sizeof(long)..];
        return new DateTime(ticks, DateTimeKind.Utc);
    }

    public string Required() => Text() ?? "";

    public string? Text()
    {
        var length = Unsigned();
        if (length == 0)
        {
            return null;
        }

        var size = checked((int)(length - 1));
        var value = Encoding.UTF8.GetString(_rest[..size]);
        _rest = _rest[size..];
        return value;
    }

    public TaskFailureDetails? Failure()
    {
        if (!Bool())
        {
            return null;
        }

        var (type, message, stack) = (Required(), Required(), Text());
        return new TaskFailureDetails(type, message, stack, Failure(), null);
    }

    private uint Unsigned()
    {
        uint value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = Byte();
            value |= (uint)(part & 0x7f) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }
    }
}
