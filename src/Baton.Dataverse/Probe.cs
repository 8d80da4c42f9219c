using System.Net;
using System.Text.RegularExpressions;

namespace Baton.Dataverse;

/// <summary>What an environment tells without being asked for a token: that it is one, and which tenant it belongs to.</summary>
public sealed partial record Probe(string? Authority, string? Tenant)
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(10);

    /// <summary>Knocks at the address. Throws <see cref="DataverseError"/> when nobody answers there, or somebody else.</summary>
    public static async Task<Probe> Of(Uri instance, HttpMessageHandler? handler, CancellationToken ct)
    {
        using var http = new HttpClient(handler ?? Outgoing.Handler(2), disposeHandler: handler is null) { Timeout = TimeLimit };
        try
        {
            using var response = await http.GetAsync(new Uri(instance, "/api/data/v9.2/WhoAmI"), HttpCompletionOption.ResponseHeadersRead, ct);
            // Read as it came: Dataverse does not quote the address in it, which makes it an invalid header to a strict reader.
            var challenge = response.Headers.NonValidated.TryGetValues("WWW-Authenticate", out var values) ? string.Join(", ", values) : "";
            if (response.StatusCode != HttpStatusCode.Unauthorized || !challenge.Contains("Bearer", StringComparison.OrdinalIgnoreCase))
                throw new DataverseError("not_dataverse", (int)response.StatusCode, $"The address answers HTTP {(int)response.StatusCode} without asking for a token.");
            var found = AuthorizationUri().Match(challenge);
            return found.Success ? new Probe(found.Groups["authority"].Value, found.Groups["tenant"].Value) : new Probe(null, null);
        }
        catch (HttpRequestException lost)
        {
            throw new DataverseError("unreachable", 0, lost.Message, lost);
        }
        catch (OperationCanceledException late) when (!ct.IsCancellationRequested)
        {
            throw new DataverseError("time_limit", 0, $"No answer within {TimeLimit.TotalSeconds:0} s.", late);
        }
    }

    [GeneratedRegex("""authorization_uri="?(?<authority>https?://[^/\s",]+)/(?<tenant>[^/\s",]+)""")]
    private static partial Regex AuthorizationUri();
}
