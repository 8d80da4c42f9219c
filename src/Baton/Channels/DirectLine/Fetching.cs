using System.Net;
using System.Security.Cryptography;
using Baton.BotProtocol;
using Npgsql;

namespace Baton.Channels.DirectLine;

/// <summary>GET conversations/{conversationId}/activities, for clients that ask again and again; and the session that a cookie stands for.</summary>
internal sealed class Fetching(LineCallers callers, NpgsqlDataSource source, TimeProvider clock)
{
    public const int PageMax = 100;

    private const string Cookie = "baton_directline_session";

    public async Task Fetch(HttpContext http)
    {
        var caller = await callers.Of(http);
        var id = await callers.ConversationOf(http, caller);
        var after = Watermark.Of(http) ?? 0;
        var conversation = await LineConversation.Read(source, id, http.RequestAborted);
        conversation.MustStillBeOpenTo(caller, clock.GetUtcNow());

        var activities = new List<Activity>();
        var seen = Math.Min(after, conversation.LastN);
        // Notes have numbers too: a page of nothing else is no reason for a client to think that this is all.
        while (activities.Count == 0 && seen < conversation.LastN)
        {
            var (messages, moments) = await LineConversation.After(source, id, seen, PageMax, http.RequestAborted);
            if (messages.Count == 0) break;
            foreach (var message in messages)
            {
                var at = moments.Of(message);
                if (message.IsForVisitor) activities.Add(Rendering.Of(message, conversation, at));
            }
            seen = messages[^1].N;
        }
        await LineWire.Write(http, 200, new ActivitySet { Activities = activities, Watermark = Watermark.Text(seen) }, BotJson.Wire.ActivitySet);
    }

    /// <summary>GET session/getsessionid</summary>
    public static Task Session(HttpContext http)
    {
        var id = http.Request.Cookies[Cookie];
        if (id is not { Length: 32 } || !id.All(char.IsAsciiHexDigitLower))
        {
            id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
            http.Response.Cookies.Append(Cookie, id, new CookieOptions
            {
                HttpOnly = true, Path = LineDoor.Path, Secure = http.Request.IsHttps, SameSite = http.Request.IsHttps ? SameSiteMode.None : SameSiteMode.Lax,
            });
        }
        return LineWire.Write(http, (int)HttpStatusCode.OK, new SessionId(id), BotJson.Wire.SessionId);
    }
}
