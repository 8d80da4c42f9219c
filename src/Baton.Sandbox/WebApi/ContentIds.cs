using System.Text;
using System.Text.RegularExpressions;

namespace Baton.Sandbox.WebApi;

/// <summary>$1 in an address or a body means the record that operation 1 of the change set made.</summary>
internal static partial class ContentIds
{
    public static string InAddress(string address, Dictionary<string, string> ids)
    {
        var match = Start().Match(address);
        return match.Success ? Of(match.Groups[1].Value, ids) + address[match.Length..] : address;
    }

    public static ReadOnlyMemory<byte> InBody(ReadOnlyMemory<byte> body, Dictionary<string, string> ids)
    {
        if (body.Span.IndexOf((byte)'$') < 0) return body;
        var text = Encoding.UTF8.GetString(body.Span);
        return Encoding.UTF8.GetBytes(InValue()
            .Replace(text, match => $"\"{match.Groups[1].Value}\"{match.Groups[2].Value}\"{Of(match.Groups[3].Value, ids)}\""));
    }

    private static string Of(string id, Dictionary<string, string> ids) => ids.TryGetValue(id, out var address)
        ? address
        : throw Fault.BadRequest($"Content-ID Reference: '${id}' does not exist in the batch context.");

    [GeneratedRegex(@"^/?\$(\w+)(?=/|$)")]
    private static partial Regex Start();

    // Only where a reference is expected: text that a person wrote may well hold a price.
    [GeneratedRegex("\"([^\"]*@odata\\.(?:bind|id))\"(\\s*:\\s*)\"/?\\$(\\w+)\"")]
    private static partial Regex InValue();
}
