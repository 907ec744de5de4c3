using Cerniq.LocalHost.Storage;

namespace Cerniq.LocalHost.Durable.Data;

/// <summary>An activity that was open when the process died.</summary>
/// <param name="Deaths">How many processes died with it open, one after the other.</param>
/// <param name="RunsAlone">How many times it was begun as the only suspect and did not end.</param>
internal sealed record Suspect(long Instance, int Task, string ExecutionId, int Deaths, int RunsAlone);

/// <summary>Activities under suspicion of killing the process, and whether a process runs.</summary>
internal static class SuspectTable
{
    /// <summary>Notes that a process runs.</summary>
    /// <returns>True when the one before it did not end of its own will.</returns>
    public static bool BeginRun(StoreSession session)
    {
        using var query = session.Prepare("SELECT running FROM engine");
        var wasRunning = query.Step() && query.Int64(0) != 0;
        query.Dispose();
        session.Prepare("UPDATE engine SET running = 1").Run();
        return wasRunning;
    }

    public static int EndRun(StoreSession session) => session.Prepare("UPDATE engine SET running = 0").Run();

    /// <summary>Reads and removes them all.</summary>
    public static List<Suspect> TakeAll(StoreSession session)
    {
        var all = new List<Suspect>();
        using (var query = session.Prepare("SELECT instance, task, execution, deaths, runs_alone FROM suspect"))
        {
            while (query.Step())
            {
                all.Add(new Suspect(query.Int64(0), (int)query.Int64(1), query.Text(2), (int)query.Int64(3), (int)query.Int64(4)));
            }
        }

        session.Prepare("DELETE FROM suspect").Run();
        return all;
    }

    public static void Add(StoreSession session, Suspect suspect) =>
        session.Prepare("INSERT INTO suspect(instance, task, execution, deaths, runs_alone) VALUES(?1, ?2, ?3, ?4, ?5)")
            .Bind(1, suspect.Instance).Bind(2, suspect.Task).Bind(3, suspect.ExecutionId).Bind(4, suspect.Deaths).Bind(5, suspect.RunsAlone)
            .Run();

    public static int BeginAlone(StoreSession session, long instance, int task) =>
        session.Prepare("UPDATE suspect SET runs_alone = runs_alone + 1 WHERE instance = ?1 AND task = ?2")
            .Bind(1, instance).Bind(2, task).Run();

    public static int Remove(StoreSession session, long instance, int task) =>
        session.Prepare("DELETE FROM suspect WHERE instance = ?1 AND task = ?2").Bind(1, instance).Bind(2, task).Run();
}
