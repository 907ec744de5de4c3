using System.Runtime.InteropServices;

namespace Cerniq.EInvoicing.Validation.Xml;

/// <summary>
/// Remembers what a written name means under a set of namespace bindings. A document uses a few dozen names thousands of times.
/// </summary>
internal sealed class NameCache
{
    private const int Size = 1024;
    private readonly Entry[] _entries = new Entry[Size];

    /// <summary>The entry where the name is or would be; <see cref="Entry.Is"/> tells which.</summary>
    public ref Entry Find(ReadOnlySpan<byte> name, long context, out Key key)
    {
        key = Key.Of(name, context);
        return ref _entries[key.Slot];
    }

    /// <summary>First and last eight bytes and the length: all of a short name, and nearly always enough of a long one.</summary>
    internal readonly record struct Key(ulong Head, ulong Tail, int Length, long Context)
    {
        public int Slot => unchecked((int)(((Head * 0x9E3779B97F4A7C15UL) ^ (Tail * 0xC2B2AE3D27D4EB4FUL) ^ (ulong)Length) >> 48)) & (Size - 1);

        public static Key Of(ReadOnlySpan<byte> name, long context)
        {
            if (name.Length >= 8)
                return new Key(MemoryMarshal.Read<ulong>(name), MemoryMarshal.Read<ulong>(name[^8..]), name.Length, context);
            ulong head = 0;
            foreach (var b in name)
                head = (head << 8) | b;
            return new Key(head, 0, name.Length, context);
        }
    }

    [StructLayout(LayoutKind.Auto)]
    internal struct Entry
    {
        private Key _key;
        private int _at;

        public ushort Name;
        public ushort Namespace;

        public readonly bool Is(in Key key, ReadOnlySpan<byte> name, byte[] source) =>
            _key.Head == key.Head && _key.Tail == key.Tail && _key.Length == key.Length && _key.Context == key.Context
            && (key.Length <= 16 || name.SequenceEqual(source.AsSpan(_at, key.Length)));

        public void Set(in Key key, int at, ushort name, ushort space) =>
            (_key, _at, Name, Namespace) = (key, at, name, space);
    }
}
