using Cerniq.LocalHost.Durable.Data;
using Cerniq.LocalHost.Storage;

namespace Cerniq.LocalHost.Durable.Running;

/// <summary>How an activity is to be run that a former process left open.</summary>
internal enum Verdict
{
    /// <summary>Like any other.</summary>
    Trusted,

    /// <summary>Processes died with it open: one suspect at a time, noted before it begins, so that the guilty one is found.</summary>
    Suspected,

    /// <summary>Processes died while it was the only suspect that ran: never again.</summary>
    Guilty,
}

/// <summary>How the run of the engine before this one ended.</summary>
/// <param name="Kills">How many runs in a row were killed; 0 after an orderly end.</param>
/// <param name="Guilty">Instances whose own code is not to be run again.</param>
/// <param name="Suspects">Instances whose own code was accused, but not often enough.</param>
internal sealed record RunBefore(int Kills, IReadOnlyList<long> Guilty, IReadOnlyList<long> Suspects);

/// <summary>Finds the activity that kills the process, so that it does not take all others with it for ever.</summary>
internal sealed class Suspects(StoreDatabase store)
{
    /// <summary>With so many deaths behind it an activity is suspected.</summary>
    public const int Deaths = 2;

    /// <summary>With so many deaths while it ran as the only suspect it is guilty.</summary>
    public const int DeathsAlone = 3;

    /// <summary>Notes that the process runs, and judges the instances whose turn was noted when the one before died.</summary>
    public RunBefore BeginRun() => store.WriteAsync(session =>
    {
        var (kills, turn) = SuspectTable.BeginRun(session);
        if (kills == 0)
        {
            SuspectTable.ForgetTurns(session);
        }
        else if (turn is { } instance)
        {
            SuspectTable.AccuseTurn(session, instance);
        }

        var accused = SuspectTable.Turns(session);
        return new RunBefore(
            kills,
            [.. accused.Where(one => one.Deaths >= DeathsAlone).Select(one => one.Instance)],
            [.. accused.Where(one => one.Deaths < DeathsAlone).Select(one => one.Instance)]);
    }).GetAwaiter().GetResult();

    /// <summary>Judges the activities that the process before left open.</summary>
    public Dictionary<(long Instance, int Task), Verdict> Judge(IReadOnlyCollection<ActivityWork> open, bool wasKilled) => store.WriteAsync(session =>
    {
        var known = SuspectTable.TakeAll(session).ToDictionary(suspect => (suspect.Instance, suspect.Task, suspect.ExecutionId));
        var verdicts = new Dictionary<(long, int), Verdict>();
        foreach (var work in wasKilled ? open : [])
        {
            var before = known.GetValueOrDefault((work.Instance, work.TaskId, work.ExecutionId));
            var suspect = new Suspect(work.Instance, work.TaskId, work.ExecutionId, (before?.Deaths ?? 0) + 1, before?.RunsAlone ?? 0);
            SuspectTable.Add(session, suspect);
            verdicts.Add((work.Instance, work.TaskId), Of(suspect));
        }

        return verdicts;
    }).GetAwaiter().GetResult();

    public Task BeginAloneAsync(ActivityWork work) =>
        store.WriteAsync(session => SuspectTable.BeginAlone(session, work.Instance, work.TaskId));

    /// <summary>It ended without killing anybody.</summary>
    public Task AcquitAsync(ActivityWork work) =>
        store.WriteAsync(session => SuspectTable.Remove(session, work.Instance, work.TaskId));

    /// <summary>The process ends of its own will: whatever is open is not to blame.</summary>
    public Task EndRunAsync() => store.WriteAsync(SuspectTable.EndRun);

    private static Verdict Of(Suspect suspect) =>
        suspect.RunsAlone >= DeathsAlone ? Verdict.Guilty
        : suspect.Deaths >= Deaths ? Verdict.Suspected
        : Verdict.Trusted;
}
