using System.Text.Json;
using System.Text.Json.Serialization;
using Cerniq.Functions.Services;

namespace Cerniq.Functions.Economic.Wire;

[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(TolerantDecimal), typeof(TolerantInteger), typeof(TolerantDate)])]
[JsonSerializable(typeof(EconomicVoucher))]
[JsonSerializable(typeof(EconomicCreated))]
[JsonSerializable(typeof(EconomicAttachment))]
[JsonSerializable(typeof(IReadOnlyList<EconomicCreated>), TypeInfoPropertyName = "CreatedList")]
[JsonSerializable(typeof(EconomicPage<EconomicAccountingYear>), TypeInfoPropertyName = "Years")]
[JsonSerializable(typeof(EconomicPage<EconomicDraftEntry>), TypeInfoPropertyName = "Drafts")]
[JsonSerializable(typeof(EconomicPage<EconomicBookedEntry>), TypeInfoPropertyName = "Booked")]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class EconomicJson : JsonSerializerContext;
