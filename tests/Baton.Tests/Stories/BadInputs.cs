namespace Baton.Tests.Stories;

/// <summary>What no door should take.</summary>
internal static class BadInputs
{
    public static readonly (string Method, string Path)[] Tricks =
    [
        ("GET", "/api/v1/conversations/..%2f..%2fetc%2fpasswd"),
        ("GET", "/api/v1/../v1/conversations/%2e%2e/queues/%00"),
        ("GET", "/api/v1/conversations/%00"),
        ("GET", "/api/v1//conversations"),
        ("GET", "//api/v1/conversations"),
        ("GET", "/api/v1/conversations/%c0%af"),
        ("GET", "/api/v1/conversations/%ff%fe"),
        ("GET", "/api/v1/conversations/%zz"),
        ("GET", "/v3/directline/conversations/..%2f..%2ftokens/activities"),
        ("POST", "/v3/directline/conversations/%00/activities"),
        ("POST", "/v3/directline//conversations"),
        ("POST", "/v3/directline/tokens/generate/../../secret"),
        ("GET", "/widget/assets/..%2f..%2fframe.html"),
        ("GET", "/widget/assets/%2e%2e%2fframe.html"),
        ("GET", "/widget/assets/....//x"),
        ("GET", "/widget/channels/..%2f"),
        ("POST", "/live/negotiate/..%2f"),
        ("GET", "/hooks/%2e%2e/x"),
    ];

    public static readonly (string Method, string Path, string? Body)[] DirectLine =
    [
        ("GET", "/conversations/{id}/activities?watermark=abc", null),
        ("GET", "/conversations/{id}/activities?watermark=-1", null),
        ("GET", "/conversations/{id}/activities?watermark=1.5", null),
        ("GET", "/conversations/{id}/activities?watermark=%00", null),
        ("GET", "/conversations/{id}/activities?watermark=1&watermark=2", null),
        ("GET", "/conversations/{id}?watermark=abc", null),
        ("GET", "/conversations/{id}/stream", null),
        ("GET", "/conversations/{id}/stream?t=abc", null),
        ("GET", "/conversations/{id}/stream?t=a&t=b", null),
        ("GET", "/conversations/{other}/activities", null),
        ("GET", "/conversations/{nobody}/activities", null),
        ("GET", "/conversations/1/activities", null),
        ("POST", "/conversations/{other}/activities", """{"type":"message","text":"x"}"""),
        ("POST", "/conversations/{id}/activities", """{"type":"message","text":"x","from":5}"""),
        ("POST", "/conversations/{id}/activities", """{"type":"message","text":"x","from":{"id":5}}"""),
        ("POST", "/conversations/{id}/activities", """{"type":"message","text":"x","attachments":5}"""),
        ("POST", "/conversations/{id}/activities", """{"type":"message","text":"x","timestamp":"yesterday"}"""),
        ("POST", "/conversations/{id}/activities", """{"type":"event","name":"setContext","value":{"":1}}"""),
        ("POST", "/conversations/{id}/activities", """{"type":"event","name":"setContext","value":{"a":1e400}}"""),
        ("POST", "/conversations/{id}/activities", """{"type":5}"""),
        ("POST", "/conversations/{id}/activities", "\ufeff{"),
        ("POST", "/conversations/{id}/upload", "{}"),
        ("POST", "/tokens/generate", "{}"),
        ("POST", "/tokens/refresh/x", "{}"),
        ("POST", "/nothing", "{}"),
        ("DELETE", "/conversations/{id}", null),
        ("PUT", "/conversations/{id}/activities", "{}"),
    ];

    public static string[] BadIds =>
        ["not-a-guid", "0", "-1", "..%2f..%2fetc", "%F0%9F%92%A5", Guid.Empty.ToString(), Guid.CreateVersion7().ToString(), new string('a', 3_000), "a'b\"c", "99999999999999999999", "%0d%0aX:%20y"];

    public static string[] BadValues => ["abc", "-1", "0", "1.5", "99999999999999999999", "%00", "%F0%9F%92%A5", new string('x', 3_000), "[]", "a&{0}=b", "not%20a%20guid'--"];

    public static string[] BadBodies =>
    [
        "", "{", "[]", "null", "5", "\"text\"", "true", "{}", "{\"", "{\"a\":}", "\u0000", "{\"a\":\"\u0000\"}", "{}{}", "[{}]", Nested(5_000),
        $"{{\"a\":\"{new string('x', 4_000_000)}\"}}", "<xml/>", "a=b&c=d",
    ];

    public static string[] BadMembers =>
    [
        "null", "5", "-1", "1.5", "1e400", "99999999999999999999", "true", "\"\"", "\" \"", "[]", "{}", "[null]", "[5]", "[\"x\"]", "[[]]", "{\"a\":1}", "\"\\u0000\"", "\"a\\u0000b\"", "\"\\ud800\"",
        "[\"\\u0000\"]", "{\"\\u0000\":\"x\"}", "{\"a\":\"\\u0000\"}", "{\"a\":\"\\ud800\"}", "{\"\\ud800\":1}", $"\"{new string('x', 40_000)}\"", "\"not a guid\"", $"\"{Guid.Empty}\"", $"[\"{Guid.Empty}\"]",
        Nested(60), "\"2026-99-99\"", "\"9999-12-31T23:59:59+14:00\"",
    ];

    public static string Nested(int levels) => string.Concat(Enumerable.Repeat("{\"a\":", levels)) + "1" + new string('}', levels);
}
