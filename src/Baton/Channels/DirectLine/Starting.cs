using System.Security.Cryptography;
using System.Text.Json;
using Baton.BotProtocol;
using Baton.Conversations;
using Baton.Plumbing;
using Npgsql;

namespace Baton.Channels.DirectLine;

/// <summary>Tokens are made and renewed; conversations are started and found again.</summary>
internal sealed class Starting(
    LineCallers callers, Tokens tokens, ChannelBook channels, Rates rates, NpgsqlDataSource source, BatonSettings settings, TimeProvider clock)
{
    private const int IdLengthMax = 200;
    private const int NameLengthMax = 200;
    private const int EmailLengthMax = 320;
    private const int OriginsMax = 20;

    /// <summary>Ids with this beginning are given by whoever makes the token, and cannot be claimed by a page.</summary>
    private const string GivenIds = "dl_";

    /// <summary>POST tokens/generate</summary>
    public async Task Generate(HttpContext http)
    {
        var caller = await callers.Of(http);
        if (caller.Channel is not { } channel) throw LineRefusal.Forbidden("Only a secret makes tokens. Renew a token at tokens/refresh.");
        TakeTurn(http);
        var wish = await LineWire.Read(http, BotJson.Wire.TokenParameters) ?? new TokenParameters();
        if (wish.User?.Id is { Length: > 0 } userId && !userId.StartsWith(GivenIds, StringComparison.Ordinal))
            throw LineRefusal.BadArgument("A user id in a token begins with dl_, so that no page can claim it.");

        await AnswerToken(http, For(channel, wish));
    }

    /// <summary>POST tokens/refresh</summary>
    public async Task Refresh(HttpContext http)
    {
        var caller = await callers.Of(http);
        if (caller.Token is not { } token) throw LineRefusal.Forbidden("A secret never expires; only a token is renewed.");
        await AnswerToken(http, token);
    }

    /// <summary>POST conversations</summary>
    public async Task Start(HttpContext http)
    {
        var caller = await callers.Of(http);
        if (caller.Channel is not null) TakeTurn(http);
        var wish = await LineWire.Read(http, BotJson.Wire.TokenParameters) ?? new TokenParameters();
        var token = caller.Token ?? For(caller.Channel!, wish);
        if (token.UserId is null && wish.User?.Id?.StartsWith(GivenIds, StringComparison.Ordinal) == true)
            throw LineRefusal.Forbidden("A user id that begins with dl_ has to come with the token.");
        var channel = await channels.Find(token.ChannelId) ?? throw LineRefusal.Forbidden("The channel of this token has been removed.");

        var fresh = await Begin(http, channel, token, wish);
        await AnswerConversation(http, fresh ? 201 : 200, token, 0);
    }

    /// <summary>GET conversations/{conversationId}</summary>
    public async Task Reopen(HttpContext http)
    {
        var caller = await callers.Of(http);
        var id = await callers.ConversationOf(http, caller);
        var watermark = Watermark.Of(http);
        var conversation = await LineConversation.Read(source, id, http.RequestAborted);
        conversation.MustStillBeOpenTo(caller, clock.GetUtcNow());

        var token = caller.Token ?? new VisitorToken { ConversationId = id, ChannelId = caller.ChannelId, UserId = conversation.VisitorId };
        await AnswerConversation(http, 200, token, watermark ?? conversation.LastN);
    }

    public static string NewVisitorId() => GivenIds + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    private static async Task<bool> Begin(HttpContext http, Channel channel, VisitorToken token, TokenParameters wish)
    {
        await using var work = await http.RequestServices.GetRequiredService<Database>().Begin(http.RequestAborted);
        var brought = token.IsWidget ? await work.TakeArrival(token.ConversationId) : null;
        var fresh = await work.Begin(new Arrival
        {
            ConversationId = token.ConversationId, ChannelId = channel.Id, WorkstreamId = channel.WorkstreamId,
            Channel = Channel.Kinds[token.IsWidget ? "webChat" : "directLine"],
            VisitorId = token.UserId ?? IdOf(wish.User) ?? NewVisitorId(), VisitorName = token.UserName ?? NameOf(wish.User),
            VisitorEmail = brought?.VisitorEmail, SignedInEmail = token.UserEmail ?? brought?.VerifiedEmail, Locale = Channel.LocaleOf(wish.Locale) ?? brought?.Locale ?? channel.Locale,
            Variables = brought?.Named ?? new Dictionary<string, object?>(),
        });
        await work.Commit();
        return fresh;
    }

    private static VisitorToken For(Channel channel, TokenParameters wish) => new()
    {
        ConversationId = Guid.CreateVersion7(), ChannelId = channel.Id, UserId = IdOf(wish.User), UserName = NameOf(wish.User), UserEmail = EmailOf(wish.User),
        Origins = OriginsOf(wish),
    };

    private static string? IdOf(ChannelAccount? user) => user?.Id switch
    {
        null or "" => null,
        { Length: > IdLengthMax } => throw LineRefusal.BadArgument($"A user id has at most {IdLengthMax} characters."),
        var id when id.Contains('\0', StringComparison.Ordinal) => throw LineRefusal.BadArgument("A user id can't hold the character U+0000."),
        var id => id,
    };

    private static string? NameOf(ChannelAccount? user) => user?.Name switch
    {
        null => null,
        { Length: > NameLengthMax } => throw LineRefusal.BadArgument($"A user name has at most {NameLengthMax} characters."),
        var name when name.Contains('\0', StringComparison.Ordinal) => throw LineRefusal.BadArgument("A user name can't hold the character U+0000."),
        var name => string.IsNullOrWhiteSpace(name) ? null : name,
    };

    /// <summary>Only a server that knows the secret gets as far as here with it: what it says of its user is believed.</summary>
    private static string? EmailOf(ChannelAccount? user)
    {
        if (user?.Others?.TryGetValue("email", out var given) != true || given.ValueKind == JsonValueKind.Null) return null;
        var email = given.ValueKind == JsonValueKind.String ? given.GetString()!.Trim() : "";
        return email.Length is > 2 and <= EmailLengthMax && email.IndexOf('@', StringComparison.Ordinal) > 0 && !email.Any(c => char.IsControl(c) || char.IsWhiteSpace(c))
            ? email : throw LineRefusal.BadArgument($"A user's email is an address of at most {EmailLengthMax} characters.");
    }

    private static IReadOnlyList<string> OriginsOf(TokenParameters wish)
    {
        var origins = wish.TrustedOrigins ?? [];
        if (origins.Count > OriginsMax) throw LineRefusal.BadArgument($"A token takes at most {OriginsMax} trusted origins.");
        if (origins.Any(origin => origin is null || !Origin.IsOne(origin.TrimEnd('/'))))
            throw LineRefusal.BadArgument("A trusted origin is written like https://www.contoso.com.");
        return [.. origins.Select(origin => origin.TrimEnd('/'))];
    }

    private void TakeTurn(HttpContext http) => rates.Tokens.Take(Rates.AddressOf(http));

    private async Task AnswerToken(HttpContext http, VisitorToken token)
    {
        await tokens.Ready(http.RequestAborted);
        await LineWire.Write(http, 200,
            new DirectLineConversation { ConversationId = token.ConversationId.ToString("D"), Token = tokens.Issue(token), ExpiresIn = token.Life },
            BotJson.Wire.DirectLineConversation);
    }

    private async Task AnswerConversation(HttpContext http, int status, VisitorToken token, int watermark)
    {
        await tokens.Ready(http.RequestAborted);
        var id = token.ConversationId.ToString("D");
        await LineWire.Write(http, status,
            new DirectLineConversation
            {
                ConversationId = id, Token = tokens.Issue(token), ExpiresIn = token.Life, ReferenceGrammarId = token.ConversationId.ToString("N"),
                StreamUrl = $"{Sockets(http)}{LineDoor.Path}/conversations/{id}/stream?{Watermark.Parameter}={Watermark.Text(watermark)}&t={tokens.IssueTicket(token)}",
            },
            BotJson.Wire.DirectLineConversation);
    }

    /// <summary>Where this caller reaches us. Behind a proxy that speaks TLS for us only the setting knows that.</summary>
    private string Sockets(HttpContext http)
    {
        var secure = http.Request.IsHttps
            || (settings.PublicUrl.Scheme == "https" && string.Equals(settings.PublicUrl.Authority, http.Request.Host.Value, StringComparison.OrdinalIgnoreCase));
        return $"{(secure ? "wss" : "ws")}://{http.Request.Host}{http.Request.PathBase}";
    }
}
