using System.Security.Cryptography;
using System.Text;
using Baton.Plumbing;

namespace Baton.Bots.Connector;

/// <summary>
/// The address at which a bot answers: it holds the bot's id, and a signature that only Baton can make, so whoever was not called by us has no address to write to.
/// </summary>
internal sealed class ConnectorKeys(IServiceScopeFactory scopes, Secrets secrets, BatonSettings settings)
{
    public const string Path = "/connector";

    private const string SecretName = "connector addresses";
    private const int KeyBytes = 32;
    private const int SignatureBytes = 16;

    private byte[]? _key;

    /// <summary>What bots are told as our service URL.</summary>
    public async Task<string> ServiceUrl(Guid botId, CancellationToken ct) =>
        $"{settings.PublicUrl.ToString().TrimEnd('/')}{Path}/{botId:N}.{Signature(await Key(ct), botId)}/";

    /// <summary>Whose address it is; null when we did not make it.</summary>
    public async Task<Guid?> BotOf(string address, CancellationToken ct)
    {
        var dot = address.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0 || !Guid.TryParseExact(address[..dot], "N", out var botId)) return null;

        var (given, right) = (Encoding.UTF8.GetBytes(address[(dot + 1)..]), Encoding.UTF8.GetBytes(Signature(await Key(ct), botId)));
        return CryptographicOperations.FixedTimeEquals(given, right) ? botId : null;
    }

    private static string Signature(byte[] key, Guid botId) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"connector:{botId:N}")).AsSpan(0, SignatureBytes));

    private async Task<byte[]> Key(CancellationToken ct)
    {
        if (_key is { } known) return known;
        await using var scope = scopes.CreateAsyncScope();
        return _key = await secrets.Key(scope.ServiceProvider.GetRequiredService<Database>(), SecretName, KeyBytes, ct);
    }
}
