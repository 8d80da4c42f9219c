using System.Text.Json;
using System.Text.RegularExpressions;
using Baton.Channels.DirectLine;
using Baton.Conversations;
using Baton.Plumbing;

namespace Baton.Channels.Widget;

/// <summary>The widget's own doors: what its channel looks like, a token for somebody who comes, and how they say how it was.</summary>
internal sealed partial class WidgetSession(
    ChannelBook channels, Tokens tokens, LineCallers callers, Rates rates, Secrets secrets, BatonSettings settings, TimeProvider clock)
{
    private const int VisitorIdLengthMax = 100;
    private const int NameLengthMax = 200;
    private const int EmailLengthMax = 320;
    private const string PageVariable = "page";

    /// <summary>GET /widget/channels/{id}</summary>
    public async Task<ChannelLook> Look(string id, HttpContext http)
    {
        http.Response.Headers.AccessControlAllowOrigin = "*";
        var channel = await Named(id);
        return new ChannelLook(channel.Id, channel.Name, channel.Color, channel.Greeting, channel.Locale);
    }

    /// <summary>POST /widget/session</summary>
    public async Task<Session> Open(Visit visit, HttpContext http, Database database, CancellationToken ct)
    {
        WidgetRoutes.LetPagesRead(http);
        rates.Sessions.Take(Rates.AddressOf(http));
        var channel = await Named(visit.Channel ?? "default");
        if (Origin.Of(http) is { } origin && !Origin.IsOurs(http, origin, settings) && !channel.Allows(origin))
            throw Refusal.NotAllowed("This web site may not show this channel.");

        var user = visit.UserToken is { Length: > 0 } jwt ? Vouched(channel, jwt) : null;
        var token = new VisitorToken
        {
            ConversationId = Guid.CreateVersion7(), ChannelId = channel.Id, IsWidget = true,
            UserId = visit.VisitorId is { Length: <= VisitorIdLengthMax } known && VisitorId().IsMatch(known) ? known : Starting.NewVisitorId(),
            UserName = user?.Name ?? Line(visit.Name, "name", NameLengthMax),
        };
        await Keep(token, visit, user?.Email, database, ct);
        await tokens.Ready(ct);
        return new Session(tokens.Issue(token), token.ConversationId, token.Life, token.UserId, token.UserName ?? Speaker.Visitor(null).Name);
    }

    /// <summary>POST /widget/survey</summary>
    public async Task<IResult> Rate(Opinion opinion, HttpContext http, Ending ending, CancellationToken ct)
    {
        WidgetRoutes.LetPagesRead(http);
        var caller = await Shown(http);
        if (opinion.Comment?.Contains('\0', StringComparison.Ordinal) == true) throw Refusal.Invalid("invalid_text", "A comment can't hold the character U+0000.");
        await ending.Rate(caller.ConversationId, opinion, ct);
        return Results.NoContent();
    }

    private async Task<Channel> Named(string id) =>
        (id == "default" ? await channels.Usual() : Guid.TryParse(id, out var known) ? await channels.Find(known) : null) ?? throw Refusal.NotFound("channel");

    private static async Task Keep(VisitorToken token, Visit visit, string? verified, Database database, CancellationToken ct)
    {
        var brought = (visit.Context ?? []).Where(pair => pair.Value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined)).ToDictionary();
        if (visit.Page is { Length: > 0 and <= Limits.VariableValueLengthMax } page) brought.TryAdd(PageVariable, JsonSerializer.SerializeToElement(page));
        if (brought.Count > Limits.VariablesMax) throw Refusal.Invalid("too_many_variables", $"A conversation has at most {Limits.VariablesMax} context variables.");
        foreach (var (name, value) in brought) MustBeSound(name, value);

        var email = Line(visit.Email, "e-mail address", EmailLengthMax);
        if (email is not null && !Email().IsMatch(email)) throw Refusal.Invalid("invalid_email", "This does not look like an e-mail address.");
        var locale = Channel.LocaleOf(visit.Locale);
        if (email is null && verified is null && locale is null && brought.Count == 0) return;

        await using var work = await database.Begin(ct);
        await work.KeepArrival(token.ConversationId, email, verified, locale, brought, TimeSpan.FromSeconds(token.Life));
        await work.Commit();
    }

    /// <summary>Whom the site's own server vouches for.</summary>
    private SignedIn Vouched(Channel channel, string jwt) => channel.IdentitySealed is { } identity
        ? SignedIn.Of(jwt, secrets.Open(identity), clock.GetUtcNow())
        : throw new Refusal(401, "invalid_user_token", "This channel has no identity secret yet; an administrator makes one in its settings.");

    private static void MustBeSound(string name, JsonElement value)
    {
        try
        {
            _ = Variable.Of(name, value, "visitor");
        }
        catch (InvalidOperationException)
        {
            throw Refusal.Invalid("invalid_variable", $"The context variable '{name}' is not readable text.");
        }
    }

    private static string? Line(string? text, string what, int lengthMax) => text?.Trim() switch
    {
        null or "" => null,
        var line when line.Length > lengthMax => throw Refusal.Invalid("invalid_visitor", $"A visitor's {what} has at most {lengthMax} characters."),
        var line when line.Any(char.IsControl) => throw Refusal.Invalid("invalid_visitor", $"A visitor's {what} is one line of text."),
        var line => line,
    };

    /// <summary>The same tokens as at Direct Line's door, refused in the words of this one.</summary>
    private async Task<VisitorToken> Shown(HttpContext http)
    {
        try
        {
            return (await callers.Of(http)).Token ?? throw Refusal.NotAllowed("A visitor rates, and shows their token.");
        }
        catch (Refusal refusal) when (refusal.Code == "TokenExpired")
        {
            throw new Refusal(403, "token_expired", refusal.Message);
        }
        catch (Refusal refusal) when (refusal.Status == 401)
        {
            throw Refusal.NotSignedIn();
        }
        catch (Refusal refusal) when (refusal.Status == 403)
        {
            throw Refusal.NotAllowed(refusal.Message);
        }
    }

    [GeneratedRegex("^[A-Za-z0-9_.:-]{8,100}$")]
    private static partial Regex VisitorId();

    [GeneratedRegex(@"^[^@\s]+@[^@\s]+$")]
    private static partial Regex Email();
}

/// <summary>How a channel shows itself.</summary>
public sealed record ChannelLook(Guid Id, string Name, string? Color, string? Greeting, string? Locale);

/// <summary>Who comes, as the widget knows it.</summary>
public sealed record Visit(
    string? Channel, string? VisitorId, string? Name, string? Email, string? Locale, string? Page, Dictionary<string, JsonElement>? Context,
    string? UserToken = null);

/// <summary>A token that is good for one conversation, which has not begun.</summary>
public sealed record Session(string Token, Guid ConversationId, int ExpiresIn, string VisitorId, string VisitorName);
