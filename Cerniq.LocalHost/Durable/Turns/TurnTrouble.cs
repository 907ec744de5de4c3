using Cerniq.LocalHost.Durable.Client;
using Cerniq.LocalHost.Durable.Data;
using Cerniq.LocalHost.Durable.History;
using Cerniq.LocalHost.Durable.Running;

namespace Cerniq.LocalHost.Durable.Turns;

/// <summary>What becomes of the messages of a turn that could not be taken or stored: the store refused it, or the host could not
/// make the orchestrator. They are given back after a while. Those that somebody waits for are stored first, so that the wait
/// ends: with an answer, or with the store's refusal.</summary>
internal sealed class TurnTrouble(EngineParts parts)
{
    private readonly SettingAside _aside = new(parts);

    public void Meet(long instance, List<Message> messages, Exception failure)
    {
        parts.Log.TurnNotStored(instance, failure);
        if (_aside.IsDue(instance, failure))
        {
            SetAside(instance, messages, failure);
        }
        else
        {
            parts.Busy.Enter();
            GiveBack(instance, messages);
        }
    }

    /// <summary>Stores, without a turn, what would be stored with its turn only; then the turn is due.</summary>
    public void StoreFirst(long instance, List<Message> messages)
    {
        parts.Busy.Enter();
        Store(instance, messages, PostAll);
    }

    /// <summary>Stores what came for an instance that is not run, to be found by a start that runs it. What is not stored (a timer,
    /// the asking for a turn) that start makes again.</summary>
    public void Leave(long instance, List<Message> messages)
    {
        parts.Busy.Enter();
        Store(instance, messages.ConvertAll(Kept), static (_, _) => { });
    }

    private static Message Kept(Message message) =>
        message is { Event: TaskAnswer and not TimerFired, InboxNumber: 0, Receipt: null } ? message with { Receipt = new Receipt() } : message;

    private void PostAll(long instance, List<Message> messages) => messages.ForEach(message => parts.Post(instance, message));

    /// <inheritdoc cref="SettingAside.SetAsideAtStart"/>
    public void SetAsideAtStart(long instance, Exception cause) => _aside.SetAsideAtStart(instance, cause);

    /// <summary>Fails an instance of which something cannot be read.</summary>
    public void SetAside(long instance, List<Message> messages, Exception cause)
    {
        parts.Busy.Enter();
        _aside.SetAside(instance, messages, cause, done: parts.Busy.Leave, refused =>
        {
            parts.Log.TurnNotStored(instance, refused);
            GiveBack(instance, messages);
        });
        messages.ForEach(static message => message.Receipt?.Give(CommandOutcome.Finished));
    }

    /// <summary>Gives the messages back, now or once they are stored; the engine is busy until then.</summary>
    private void GiveBack(long instance, List<Message> messages)
    {
        if (messages.Exists(static message => message.Receipt is not null))
        {
            Store(instance, messages, parts.PostLater);
        }
        else
        {
            parts.PostLater(instance, messages);
            parts.Busy.Leave();
        }
    }

    private void Store(long instance, List<Message> messages, Action<long, List<Message>> post)
    {
        try
        {
            parts.Store.Write(
                session => messages.ConvertAll(message => Store(session, instance, message)),
                stored => Stored(instance, messages, stored, post),
                refused => Refused(instance, messages, refused));
        }
        catch (ObjectDisposedException closed)
        {
            Refused(instance, messages, closed);
        }
    }

    /// <summary>Stores one message without a turn.</summary>
    /// <returns>The message as it is to be taken later, and what became of it.</returns>
    private static (Message Later, CommandOutcome Outcome) Store(Storage.StoreSession session, long instance, Message message)
    {
        if (message.Birth is { } birth)
        {
            return birth.TryInsert(session, birth.NewRow())
                ? (new Message(message.Event), CommandOutcome.Accepted)
                : (default, CommandOutcome.Missing);
        }

        if (message.Receipt is null)
        {
            return (message, CommandOutcome.Accepted);
        }

        return InstanceTable.Exists(session, instance)
            ? (new Message(message.Event, InboxTable.Add(session, instance, message.Event!)), CommandOutcome.Accepted)
            : (default, CommandOutcome.Missing);
    }

    private void Stored(long instance, List<Message> messages, List<(Message Later, CommandOutcome Outcome)> stored, Action<long, List<Message>> post)
    {
        if (parts.Faults.CutAt(Checkpoint.AfterMessageStored, ""))
        {
            messages.ForEach(static message => message.Receipt?.Refuse(EngineFaults.NoPower()));
            parts.Busy.Leave();
            return;
        }

        var later = stored.Where(one => one.Outcome == CommandOutcome.Accepted).Select(one => one.Later).ToList();
        if (later.Count > 0)
        {
            post(instance, later);
        }

        for (var i = 0; i < messages.Count; i++)
        {
            if (messages[i].Birth is { } birth)
            {
                parts.Tell(birth);
            }

            messages[i].Receipt?.Give(stored[i].Outcome);
        }

        parts.Busy.Leave();
    }

    private void Refused(long instance, List<Message> messages, Exception refused)
    {
        var others = messages.FindAll(static message => message.Receipt is null);
        if (others.Count > 0)
        {
            parts.PostLater(instance, others);
        }

        foreach (var message in messages)
        {
            message.Receipt?.Refuse(refused);
        }

        parts.Busy.Leave();
    }
}
