using System.Reflection;

namespace Cerniq.LocalHost.Hosting.Discovery;

/// <summary>What a method returns once awaited.</summary>
internal static class ReturnedType
{
    public static Type Of(MethodInfo method)
    {
        var type = method.ReturnType;
        if (type == typeof(Task) || type == typeof(ValueTask))
        {
            return typeof(void);
        }

        return IsAwaitedValue(type) ? type.GetGenericArguments()[0] : type;
    }

    private static bool IsAwaitedValue(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() is var open && (open == typeof(Task<>) || open == typeof(ValueTask<>));
}
