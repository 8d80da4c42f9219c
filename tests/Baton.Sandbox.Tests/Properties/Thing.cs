using System.Globalization;
using System.Text.Json.Nodes;

namespace Baton.Sandbox.Tests.Properties;

/// <summary>A generated row, as the reference keeps it.</summary>
internal sealed record Thing(Guid Id, string? Name, string? Code, int? Number, decimal? Amount, bool? Flag, DateTime? Moment, int? Choice)
{
    public const string Table = """
        {"@odata.type":"Microsoft.Dynamics.CRM.EntityMetadata","SchemaName":"new_Thing","OwnershipType":"UserOwned","Attributes":[
         {"@odata.type":"Microsoft.Dynamics.CRM.StringAttributeMetadata","SchemaName":"new_Name","IsPrimaryName":true,"MaxLength":100},
         {"@odata.type":"Microsoft.Dynamics.CRM.StringAttributeMetadata","SchemaName":"new_Code","MaxLength":100},
         {"@odata.type":"Microsoft.Dynamics.CRM.IntegerAttributeMetadata","SchemaName":"new_Number"},
         {"@odata.type":"Microsoft.Dynamics.CRM.DecimalAttributeMetadata","SchemaName":"new_Amount","Precision":2},
         {"@odata.type":"Microsoft.Dynamics.CRM.BooleanAttributeMetadata","SchemaName":"new_Flag"},
         {"@odata.type":"Microsoft.Dynamics.CRM.DateTimeAttributeMetadata","SchemaName":"new_Moment","Format":"DateAndTime"},
         {"@odata.type":"Microsoft.Dynamics.CRM.PicklistAttributeMetadata","SchemaName":"new_Choice","OptionSet":{"Options":[
          {"Value":1,"Label":{"LocalizedLabels":[{"Label":"One","LanguageCode":1033}]}},
          {"Value":2,"Label":{"LocalizedLabels":[{"Label":"Two","LanguageCode":1033}]}},
          {"Value":3,"Label":{"LocalizedLabels":[{"Label":"Three","LanguageCode":1033}]}}]}}]}
        """;

    /// <summary>What makes comparing text hard: both cases, accents, quotes, and every character that LIKE gives a meaning.</summary>
    private static readonly string[] Pieces = ["a", "A", "b", "B", "ab", "é", "É", "%", "_", "[", "]", "^", "-", "'", "\\", " ", "10%", "a_b", "[x]"];

    public static Thing Generate(Random chance, int number) => new(
        new Guid(number + 1, 7, 7, [1, 2, 3, 4, 5, 6, 7, 8]),
        Maybe(chance) ? Text(chance) : null,
        Maybe(chance) ? Letters(chance) : null,
        Maybe(chance) ? chance.Next(-5, 6) : null,
        Maybe(chance) ? chance.Next(-300, 300) / 100m : null,
        Maybe(chance) ? chance.Next(2) == 1 : null,
        Maybe(chance) ? new DateTime(2026, 11, chance.Next(1, 29), chance.Next(24), 0, 0, DateTimeKind.Utc) : null,
        Maybe(chance) ? chance.Next(1, 4) : null);

    public static string Text(Random chance) => string.Concat(Enumerable.Range(0, chance.Next(1, 4)).Select(_ => Pieces[chance.Next(Pieces.Length)])).Trim()
        is { Length: > 0 } text ? text : "x";

    public static string Letters(Random chance) => string.Concat(Enumerable.Range(0, chance.Next(1, 4)).Select(_ => "abcABC"[chance.Next(6)]));

    private static bool Maybe(Random chance) => chance.Next(5) > 0;

    public JsonObject ToJson() => new()
    {
        ["new_thingid"] = Id, ["new_name"] = Name, ["new_code"] = Code, ["new_number"] = Number, ["new_amount"] = Amount, ["new_flag"] = Flag,
        ["new_moment"] = Moment?.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), ["new_choice"] = Choice,
    };

    public object? this[string column] => column switch
    {
        "new_name" => Name, "new_code" => Code, "new_number" => Number, "new_amount" => Amount, "new_flag" => Flag, "new_moment" => Moment,
        "new_choice" => Choice,
        _ => throw new ArgumentException($"A thing has no {column}."),
    };
}
