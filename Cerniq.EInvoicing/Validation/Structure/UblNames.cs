using System.Numerics;
using System.Text;
using Cerniq.EInvoicing.Validation.Xml;

namespace Cerniq.EInvoicing.Validation.Structure;

/// <summary>
/// Small numbers for the element names of UBL 2.1 invoices and credit notes, so that a comparison of names is one of integers.
/// The names come from the compiled structure table.
/// </summary>
internal static class UblNames
{
    /// <summary>No element.</summary>
    public const ushort None = 0;

    private const int TableSize = 4096;

    private static readonly string[] Names = ["", .. UblTable.ElementNames];
    private static readonly Dictionary<string, int> Ids = IdsByName();
    private static readonly byte[][] Locals = [.. Names.Select(n => Encoding.UTF8.GetBytes(n[(n.IndexOf(':', StringComparison.Ordinal) + 1)..]))];
    private static readonly ushort[] Spaces = SpacesOfNames();
    private static readonly ushort[] Table = BuildTable();

    /// <summary>Every name that is not UBL's.</summary>
    public static readonly ushort Foreign = (ushort)Names.Length;

    /// <summary>Number of ids, <see cref="Foreign"/> included.</summary>
    public static readonly int Count = Names.Length + 1;

    /// <summary>The id of a name with its customary prefix, such as <c>cbc:ID</c>.</summary>
    public static ushort Id(string name) =>
        Ids.TryGetValue(name, out var id) ? (ushort)id : throw new ArgumentException($"{name} is not an element of UBL invoices.", nameof(name));

    /// <summary>The ids of the steps of a path such as <c>cac:Party/cbc:EndpointID</c>.</summary>
    public static ushort[] IdsOfPath(string path)
    {
        var steps = path.Split('/');
        var ids = new ushort[steps.Length];
        for (var i = 0; i < steps.Length; i++)
            ids[i] = Id(steps[i]);
        return ids;
    }

    /// <summary>The name with its customary prefix.</summary>
    public static string NameOf(ushort id) => id < Names.Length ? Names[id] : "*";

    public static ReadOnlySpan<byte> LocalOf(ushort id) => Locals[id];

    /// <summary>Finds the id of an expanded name.</summary>
    public static ushort Find(ushort space, ReadOnlySpan<byte> local)
    {
        for (var slot = Slot(space, local); ; slot = (slot + 1) & (TableSize - 1))
        {
            var id = Table[slot];
            if (id == None)
                return Foreign;
            if (Spaces[id] == space && local.SequenceEqual(Locals[id]))
                return id;
        }
    }

    private static int Slot(ushort space, ReadOnlySpan<byte> local)
    {
        unchecked
        {
            var hash = (uint)space * 0x9E3779B9u;
            foreach (var b in local)
                hash = BitOperations.RotateLeft(hash ^ b, 5) * 0x85EBCA6Bu;
            return (int)(hash >> 12) & (TableSize - 1);
        }
    }

    private static ushort[] BuildTable()
    {
        var table = new ushort[TableSize];
        for (ushort id = 1; id < Names.Length; id++)
        {
            var slot = Slot(Spaces[id], Locals[id]);
            while (table[slot] != None)
                slot = (slot + 1) & (TableSize - 1);
            table[slot] = id;
        }
        return table;
    }

    private static Dictionary<string, int> IdsByName()
    {
        var ids = new Dictionary<string, int>(Names.Length, StringComparer.Ordinal);
        for (var id = Names.Length - 1; id > 0; id--)
            ids[Names[id]] = id;
        return ids;
    }

    private static ushort[] SpacesOfNames()
    {
        var spaces = new ushort[Names.Length];
        for (var id = 0; id < spaces.Length; id++)
            spaces[id] = SpaceOf(Names[id]);
        return spaces;
    }

    private static ushort SpaceOf(string name) => name.Split(':')[0] switch
    {
        "inv" => XmlNamespaces.Invoice,
        "cn" => XmlNamespaces.CreditNote,
        "cac" => XmlNamespaces.Aggregate,
        "cbc" => XmlNamespaces.Basic,
        "ext" => XmlNamespaces.Extension,
        _ => XmlNamespaces.None,
    };
}
