using System.Collections.Concurrent;
using Baton.Dataverse;
using Baton.People;
using Baton.Plumbing;

namespace Baton.Bots.Trust;

/// <summary>There is no token to show to a bot, in words for whoever set the bot up.</summary>
internal sealed class NoToken(string why) : Exception(why);

/// <summary>
/// Entra's tokens for bots, for the app registration as which Baton calls them; kept until shortly before they end. A secret that was given anew is tried first, and
/// the one before it is used until the new one has worked, which is then all that is kept.
/// </summary>
internal sealed class EntraTokens(IServiceScopeFactory scopes, Secrets secrets, TimeProvider clock, ILogger<EntraTokens> log) : IDisposable
{
    private static readonly TimeSpan TryNewSecretAgainAfter = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ConnectMax = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<Guid, Held> _held = new();
    private readonly SocketsHttpHandler _handler = new() { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = ConnectMax, PooledConnectionLifetime = TimeSpan.FromMinutes(5) };

    /// <summary>The token to show now; never the refused one.</summary>
    public async Task<string> Token(Guid botId, string applicationId, BotAuth auth, string authSealed, string? refused, CancellationToken ct)
    {
        if (!_held.TryGetValue(botId, out var held) || held.Sealed != authSealed || held.ApplicationId != applicationId) _held[botId] = held = Hold(applicationId, auth, authSealed);
        try
        {
            if (held.Previous is null) return await held.Now.Token(refused, ct);
            return await NewOrPrevious(botId, auth, held, held.Previous, refused, ct);
        }
        catch (DataverseError failed)
        {
            throw new NoToken(failed.Status == 0 ? "Entra does not answer, so Baton has no token to show to the bot." : $"Entra gives Baton no token for the bot ({failed.Code}).");
        }
    }

    public void Dispose() => _handler.Dispose();

    private async Task<string> NewOrPrevious(Guid botId, BotAuth auth, Held held, EntraSecret previous, string? refused, CancellationToken ct)
    {
        if (held.NewFailedAt is { } failedAt && clock.GetElapsedTime(failedAt) < TryNewSecretAgainAfter) return await previous.Token(refused, ct);
        try
        {
            var token = await held.Now.Token(refused, ct);
            await ForgetPrevious(botId, auth, held.Sealed, ct);
            return token;
        }
        catch (DataverseError wrong) when (wrong.Status is 400 or 401)
        {
            BotsLog.NewSecretFails(log, botId, wrong.Code);
            held.NewFailedAt = clock.GetTimestamp();
            return await previous.Token(refused, ct);
        }
    }

    private Held Hold(string applicationId, BotAuth auth, string authSealed) => new()
    {
        ApplicationId = applicationId, Sealed = authSealed, Now = Secret(applicationId, auth, auth.ClientSecret!),
        Previous = auth.PreviousSecret is { } previous ? Secret(applicationId, auth, previous) : null,
    };

    private EntraSecret Secret(string applicationId, BotAuth auth, string secret) =>
        EntraSecret.ForScope(auth.Authority ?? EntraClouds.Public, auth.TenantId!, auth.ClientId!, secret, $"{applicationId}/.default", clock, _handler);

    /// <summary>Only what was kept when it was tried: an administrator may have written another one meanwhile.</summary>
    private async Task ForgetPrevious(Guid botId, BotAuth auth, string authSealed, CancellationToken ct)
    {
        var alone = secrets.Seal(System.Text.Json.JsonSerializer.Serialize(auth with { PreviousSecret = null }, System.Text.Json.JsonSerializerOptions.Web));
        await using var scope = scopes.CreateAsyncScope();
        await using var work = await scope.ServiceProvider.GetRequiredService<Database>().Begin(ct);
        if (await work.Run("update bots set auth_sealed = @alone where user_id = @botId and auth_sealed = @authSealed", new { alone, botId, authSealed }) == 0) return;
        await work.Commit();
    }

    private sealed class Held
    {
        public required string ApplicationId { get; init; }
        public required string Sealed { get; init; }
        public required EntraSecret Now { get; init; }
        public EntraSecret? Previous { get; init; }
        public long? NewFailedAt { get; set; }
    }
}
