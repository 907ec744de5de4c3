using System.Text.Json;

namespace Cerniq.Functions.Revolut;

/// <summary>Reads a group off its JSON, in whatever order its members stand. A body stays a slice of what was read: at thousands a
/// second nothing may be made that nobody looks at.</summary>
internal ref struct EventGroupReader(ReadOnlyMemory<byte> json)
{
    private Utf8JsonReader _reader = new(json.Span);

    /// <exception cref="JsonException">It is no group.</exception>
    public EventGroup Group()
    {
        var events = new List<QueuedEvent>();
        Next(JsonTokenType.StartObject);
        while (NextMember())
        {
            if (_reader.ValueTextEquals("events"u8))
            {
                ReadAll(events);
            }
            else
            {
                _reader.Skip();
            }
        }

        return new EventGroup(events);
    }

    private void ReadAll(List<QueuedEvent> events)
    {
        Next(JsonTokenType.StartArray);
        while (_reader.Read() && _reader.TokenType == JsonTokenType.StartObject)
        {
            events.Add(Event(events.Count == 0 ? null : events[^1]));
        }

        Expect(JsonTokenType.EndArray);
    }

    /// <param name="before">The event before it, which shares most of its words.</param>
    private QueuedEvent Event(QueuedEvent? before)
    {
        string tenant = "", identity = "", name = "", transaction = "", correlation = "";
        var at = default(DateTimeOffset);
        var claimed = default(ClaimedMoney);
        var body = default(ReadOnlyMemory<byte>);
        while (NextMember())
        {
            switch (Member())
            {
                case "tenant": tenant = Text(before?.Tenant); break;
                case "identity": identity = Text(); break;
                case "event": name = Text(before?.Event); break;
                case "transactionId": transaction = Text(before?.TransactionId); break;
                case "correlationId": correlation = Text(before?.CorrelationId); break;
                case "receivedAt": at = Instant(); break;
                case "claimed": claimed = Claimed(); break;
                case "body": body = Raw(); break;
                default: _reader.Skip(); break;
            }
        }

        return tenant.Length > 0 && identity.Length > 0
            ? new QueuedEvent(tenant, identity, name, transaction, correlation, at, claimed, body)
            : throw new JsonException("An event of a group has a tenant and an identity.");
    }

    private ClaimedMoney? Claimed()
    {
        _reader.Read();
        if (_reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        Expect(JsonTokenType.StartObject);
        var (amount, currency) = (0m, "");
        while (NextMember())
        {
            if (_reader.ValueTextEquals("amount"u8))
            {
                Next(JsonTokenType.Number);
                amount = _reader.GetDecimal();
            }
            else if (_reader.ValueTextEquals("currency"u8))
            {
                currency = Text();
            }
            else
            {
                _reader.Skip();
            }
        }

        return new ClaimedMoney(amount, currency);
    }

    private ReadOnlyMemory<byte> Raw()
    {
        _reader.Read();
        var start = (int)_reader.TokenStartIndex;
        _reader.Skip();
        return json[start..(int)_reader.BytesConsumed];
    }

    /// <summary>The member's name, one of those that are known; else empty.</summary>
    private readonly string Member() =>
        _reader.ValueTextEquals("tenant"u8) ? "tenant"
        : _reader.ValueTextEquals("identity"u8) ? "identity"
        : _reader.ValueTextEquals("event"u8) ? "event"
        : _reader.ValueTextEquals("transactionId"u8) ? "transactionId"
        : _reader.ValueTextEquals("correlationId"u8) ? "correlationId"
        : _reader.ValueTextEquals("receivedAt"u8) ? "receivedAt"
        : _reader.ValueTextEquals("claimed"u8) ? "claimed"
        : _reader.ValueTextEquals("body"u8) ? "body"
        : "";

    private string Text(string? likely = null)
    {
        Next(JsonTokenType.String);
        return likely is not null && _reader.ValueTextEquals(likely) ? likely : _reader.GetString()!;
    }

    private DateTimeOffset Instant()
    {
        Next(JsonTokenType.String);
        return _reader.TryGetDateTimeOffset(out var at) ? at : throw new JsonException("An event's receivedAt is no instant.");
    }

    /// <returns>False at the end of the object.</returns>
    private bool NextMember() => _reader.Read() && _reader.TokenType == JsonTokenType.PropertyName;

    private void Next(JsonTokenType type)
    {
        _reader.Read();
        Expect(type);
    }

    private readonly void Expect(JsonTokenType type)
    {
        if (_reader.TokenType != type)
        {
            throw new JsonException($"A group has a {type} here, not a {_reader.TokenType}.");
        }
    }
}
