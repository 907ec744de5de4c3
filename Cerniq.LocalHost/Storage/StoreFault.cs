namespace Cerniq.LocalHost.Storage;

/// <summary>What is wrong with a store, as far as its operator must tell it apart.</summary>
public enum StoreFault
{
    /// <summary>Anything else; the message has SQLite's words.</summary>
    Other,

    /// <summary>A unique or primary key was already taken.</summary>
    Constraint,

    /// <summary>There is no room left on the disk.</summary>
    Full,

    /// <summary>The file or its folder cannot be written.</summary>
    ReadOnly,

    /// <summary>Another process holds the file.</summary>
    Locked,

    /// <summary>The file cannot be opened or made.</summary>
    CannotOpen,

    /// <summary>The disk reported an error.</summary>
    Disk,

    /// <summary>The file is damaged, or no store.</summary>
    Damaged,

    /// <summary>A newer program wrote the file.</summary>
    Newer,
}
