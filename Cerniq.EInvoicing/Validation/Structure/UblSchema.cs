namespace Cerniq.EInvoicing.Validation.Structure;

/// <summary>
/// UBL 2.1 for fast checking. Every type is a plain sequence of distinct elements, and an element has the same type wherever it
/// stands; so a type is a row that maps a child to its position, and positions may only rise.
/// </summary>
internal static class UblSchema
{
    /// <summary>Type of an element that nothing is known of.</summary>
    public const byte Unknown = 0;

    private const byte FirstLeaf = 1;

    /// <summary>Type of each element: 0 unknown, then one per <see cref="LeafKind"/>, then those with children.</summary>
    private static readonly byte[] TypeOfElement = new byte[UblNames.Count];

    private static readonly string[] TypeNames = new string[UblNames.Count];

    private static readonly int FirstComplex = FirstLeaf + (int)LeafKind.Binary + 1;

    /// <summary>By type and element: position of the child in the sequence, from 1; 0 where it is not allowed.</summary>
    private static readonly byte[] Positions = new byte[(FirstComplex + UblTable.Types.Length) * UblNames.Count];

    private static readonly Particle[][] Sequences = new Particle[FirstComplex + UblTable.Types.Length][];

    /// <summary>By type and position: the next position, from there on, that must be filled; 255 if none.</summary>
    private static readonly byte[][] NextRequired = new byte[FirstComplex + UblTable.Types.Length][];

    /// <summary>The type of ext:ExtensionContent, which holds one element of any other namespace.</summary>
    public static readonly byte OpenContent;

    static UblSchema()
    {
        foreach (var (kind, elements) in UblTable.Leaves)
            foreach (var element in elements)
            {
                TypeOfElement[UblNames.Id(element)] = (byte)(FirstLeaf + (int)kind);
                TypeNames[UblNames.Id(element)] = element + "Type";
            }
        for (var i = 0; i < UblTable.Types.Length; i++)
        {
            var type = (byte)(FirstComplex + i);
            var (name, elements, children) = UblTable.Types[i];
            foreach (var element in elements)
            {
                TypeOfElement[UblNames.Id(element)] = type;
                TypeNames[UblNames.Id(element)] = name;
            }
            if (children is ["#any"])
                (OpenContent, children) = (type, []);
            AddSequence(type, children);
        }
    }

    public static byte TypeOf(ushort element) => TypeOfElement[element];

    /// <summary>The name of an element's type, with the customary prefix.</summary>
    public static string TypeNameOf(ushort element) => TypeNames[element];

    public static bool IsLeaf(byte type) => type >= FirstLeaf && type < FirstComplex;

    public static LeafKind LeafKindOf(byte type) => (LeafKind)(type - FirstLeaf);

    public static int PositionOf(byte type, ushort child) => Positions[(type * UblNames.Count) + child];

    /// <summary>The first position after <paramref name="position"/> that must be filled; 255 if none.</summary>
    public static int RequiredAfter(byte type, int position) => NextRequired[type][position];

    public static bool Repeats(byte type, int position) => Sequences[type][position - 1].Repeats;

    public static string ChildAt(byte type, int position) => UblNames.NameOf(Sequences[type][position - 1].Element);

    private static void AddSequence(byte type, string[] children)
    {
        var sequence = new Particle[children.Length];
        for (var i = 0; i < children.Length; i++)
        {
            var child = children[i];
            var mark = child[^1];
            var element = UblNames.Id(child.TrimEnd('?', '*', '+'));
            sequence[i] = new Particle(element, Required: mark is not ('?' or '*'), Repeats: mark is '*' or '+');
            Positions[(type * UblNames.Count) + element] = (byte)(i + 1);
        }
        var next = new byte[children.Length + 1];
        byte required = 255;
        for (var i = children.Length; i >= 0; i--)
        {
            next[i] = required;
            if (i > 0 && sequence[i - 1].Required)
                required = (byte)i;
        }
        (Sequences[type], NextRequired[type]) = (sequence, next);
    }

    private readonly record struct Particle(ushort Element, bool Required, bool Repeats);
}
