using System.Text.Json;

namespace Baton.Sandbox;

/// <summary>Reads switches from JSON. What isn't named is off; "true" turns a switch on in its plainest form.</summary>
internal static class SwitchText
{
    private const int DefaultSlowMilliseconds = 2_000;

    public static SwitchSettings Read(JsonElement json)
    {
        var settings = new SwitchSettings();
        foreach (var property in json.EnumerateObject())
        {
            var value = property.Value;
            settings = property.Name switch
            {
                "throttle" => settings with { Throttle = Kind(value) },
                "throttleTimes" => settings with { ThrottleTimes = value.ValueKind == JsonValueKind.Null ? null : value.GetInt32() },
                "retryAfterSeconds" => settings with { RetryAfterSeconds = value.GetInt32() },
                "slow" or "slowMilliseconds" =>
                    settings with { SlowMilliseconds = value.ValueKind == JsonValueKind.Number ? value.GetInt32() : On(value)
                    ? DefaultSlowMilliseconds : 0 },
                "down" => settings with { Down = On(value) },
                "expiredSecret" => settings with { ExpiredSecret = On(value) },
                "missingUser" => settings with { MissingUser = On(value) },
                "missingRole" => settings with { MissingRole = On(value) },
                "disabledUser" => settings with { DisabledUser = On(value) },
                "missingPrivilege" => settings with {
                    MissingPrivilege = value.ValueKind == JsonValueKind.String ? value.GetString() : On(value) ? "prvReadIncident" : null },
                "missingSales" => settings with { MissingSales = On(value) },
                "limits" => settings with { Limits = On(value) },
                _ => throw new FormatException($"There is no switch '{property.Name}'."),
            };
        }
        return settings;
    }

    private static bool On(JsonElement value) => value.ValueKind == JsonValueKind.True;

    private static string? Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String when value.GetString() is "requests" or "time" or "concurrency" => value.GetString(),
        JsonValueKind.True => "requests",
        JsonValueKind.False or JsonValueKind.Null => null,
        _ => throw new FormatException("throttle is requests, time, concurrency, true or false."),
    };
}
