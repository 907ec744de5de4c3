namespace Cerniq.LocalHost.Durable.Turns;

/// <summary>Processes died, one after the other, while this instance was the only one whose code ran.</summary>
internal sealed class PoisonousOrchestratorException(int deaths)
    : Exception($"The orchestrator was not run again: {deaths} processes died while its code was the only one that ran. Correct it, then rewind.");
