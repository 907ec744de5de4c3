namespace Cerniq.LocalHost.Tests.Hosting;

/// <summary>Waits for something that happens elsewhere, with a deadline far beyond what it takes.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    public static async Task TrueAsync(Func<bool> condition, string what = "the condition")
    {
        using var deadline = new CancellationTokenSource(Deadline);
        while (!condition())
        {
            if (deadline.IsCancellationRequested)
            {
                throw new TimeoutException($"Waited {Deadline} for {what}.");
            }

            await Task.Delay(5);
        }
    }

    public static Task<T> WithinAsync<T>(Task<T> task) => task.WaitAsync(Deadline);

    public static Task WithinAsync(Task task) => task.WaitAsync(Deadline);
}
