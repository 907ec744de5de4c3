namespace Cerniq.Functions.Services;

/// <summary>What the caller must know of a service.</summary>
/// <param name="Service">Its name in faults, metrics and the trail: <c>oblio</c>, <c>anaf</c>, <c>revolut</c>, <c>economic</c>.</param>
/// <param name="Timeout">How long one attempt may take.</param>
/// <param name="Complaint">Reads what an answer complains of, or null; also asked about answers with HTTP 200.</param>
public sealed record ServiceProfile(string Service, TimeSpan Timeout, Func<ServiceReply, Complaint?> Complaint);
