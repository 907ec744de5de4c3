namespace Microsoft.DurableTask;

/// <summary>A failure as data: it survives storage and processes that do not know the exception's type.</summary>
/// <param name="ErrorType">Full name of the exception type.</param>
/// <param name="ErrorMessage">The exception's message.</param>
/// <param name="StackTrace">Where it was thrown, if known.</param>
/// <param name="InnerFailure">The failure that caused this one.</param>
/// <param name="Properties">Further data; kept in memory only.</param>
public record TaskFailureDetails(
    string ErrorType,
    string ErrorMessage,
    string? StackTrace,
    TaskFailureDetails? InnerFailure,
    IDictionary<string, object?>? Properties)
{
    private const int DeepestChain = 32;

    /// <summary>True when the failure was a <typeparamref name="T"/> or a type derived from it.</summary>
    public bool IsCausedBy<T>()
        where T : Exception => IsCausedBy(typeof(T));

    /// <inheritdoc cref="IsCausedBy{T}"/>
    public bool IsCausedBy(Type targetBaseExceptionType)
    {
        ArgumentNullException.ThrowIfNull(targetBaseExceptionType);
        if (!typeof(Exception).IsAssignableFrom(targetBaseExceptionType))
        {
            throw new ArgumentException($"{targetBaseExceptionType} is not an exception.", nameof(targetBaseExceptionType));
        }

        return targetBaseExceptionType == typeof(Exception)
            || string.Equals(ErrorType, targetBaseExceptionType.FullName, StringComparison.Ordinal)
            || (FindType(ErrorType) is { } type && targetBaseExceptionType.IsAssignableFrom(type));
    }

    /// <summary>Takes the type, message and stack of an exception and of the chain inside it.</summary>
    public static TaskFailureDetails FromException(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return FromException(exception, depth: 0);
    }

    public override string ToString() => $"{ErrorType}: {ErrorMessage}";

    private static TaskFailureDetails FromException(Exception exception, int depth) => new(
        exception.GetType().FullName ?? exception.GetType().Name,
        exception.Message,
        exception.StackTrace,
        Inner(exception, depth),
        null);

    private static TaskFailureDetails? Inner(Exception exception, int depth) => exception switch
    {
        _ when depth >= DeepestChain => null,
        TaskFailedException failed => failed.FailureDetails,
        { InnerException: { } inner } => FromException(inner, depth + 1),
        _ => null,
    };

    private static Type? FindType(string name)
    {
        if (Type.GetType(name, throwOnError: false) is { } known)
        {
            return known;
        }

        return AppDomain.CurrentDomain.GetAssemblies()
            .Select(assembly => assembly.GetType(name, throwOnError: false))
            .FirstOrDefault(type => type is not null);
    }
}
