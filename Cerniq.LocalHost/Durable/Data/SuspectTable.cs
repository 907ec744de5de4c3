using Cerniq.LocalHost.Storage;

namespace Cerniq.LocalHost.Durable.Data;

/// <summary>An activity that was open when the process died.</summary>
/// <param name="Deaths">How many processes died with it open, one after the other.</param>
/// <param name="RunsAlone">How many times it was begun as the only suspect and did not end.</param>
internal sealed record Suspect(long Instance, int Task, string ExecutionId, int Deaths, int RunsAlone);

/// <summary>Activities under suspicion of killing the process, and whether a process runs.</summary>
internal static class SuspectTable
{
    /// <summary>Stands for the instance's own code where an activity has its task id.</summary>
    public const int TurnTask = -1;

    /// <summary>Notes that a process runs.</summary>
    /// <returns>How many processes in a row did not end of their own will, and whose turn was noted when the last one died.</returns>
    public static (int Kills, long? Turn) BeginRun(StoreSession session)
    {
        var (kills, turn) = (0, (long?)null);
        using (var query = session.Prepare("SELECT running, kills, turn FROM engine"))
        {
            if (query.Step() && query.Int64(0) != 0)
            {
                (kills, turn) = ((int)query.Int64(1) + 1, query.IsNull(2) ? null : query.Int64(2));
            }
        }

        session.Prepare("UPDATE engine SET running = 1, kills = ?1, turn = NULL").Bind(1, kills).Run();
        return (kills, turn);
    }

    public static int EndRun(StoreSession session) => session.Prepare("UPDATE engine SET running = 0, kills = 0, turn = NULL").Run();

    /// <summary>Notes whose code runs alone; null when none does.</summary>
    public static int NoteTurn(StoreSession session, long? instance) =>
        session.Prepare("UPDATE engine SET turn = ?1").Bind(1, instance).Run();

    /// <summary>The process lives: what it took up did not kill it.</summary>
    public static int Survive(StoreSession session)
    {
        ForgetTurns(session);
        return session.Prepare("UPDATE engine SET kills = 0, turn = NULL").Run();
    }

    public static void ForgetTurns(StoreSession session) =>
        session.Prepare("DELETE FROM suspect WHERE task = ?1").Bind(1, TurnTask).Run();

    /// <summary>A process died while this instance's code was the only one that ran.</summary>
    public static void AccuseTurn(StoreSession session, long instance) => session.Prepare(
        """
        INSERT INTO suspect(instance, task, execution, deaths, runs_alone) VALUES(?1, ?2, '', 1, 1)
        ON CONFLICT(instance, task) DO UPDATE SET deaths = deaths + 1, runs_alone = runs_alone + 1
        """)
        .Bind(1, instance).Bind(2, TurnTask).Run();

    /// <summary>Instances whose code was accused, with how often.</summary>
    public static List<(long Instance, int Deaths)> Turns(StoreSession session)
    {
        using var query = session.Prepare("SELECT instance, runs_alone FROM suspect WHERE task = ?1").Bind(1, TurnTask);
        var all = new List<(long, int)>();
        while (query.Step())
        {
            all.Add((query.Int64(0), (int)query.Int64(1)));
        }

        return all;
    }

    /// <summary>Reads and removes all activities.</summary>
    public static List<Suspect> TakeAll(StoreSession session)
    {
        var all = new List<Suspect>();
        using (var query = session.Prepare("SELECT instance, task, execution, deaths, runs_alone FROM suspect WHERE task >= 0"))
        {
            while (query.Step())
            {
                all.Add(new Suspect(query.Int64(0), (int)query.Int64(1), query.Text(2), (int)query.Int64(3), (int)query.Int64(4)));
            }
        }

        session.Prepare("DELETE FROM suspect WHERE task >= 0").Run();
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
