using System.Globalization;
using Baton.Bots.Connector;
using Baton.Plumbing;

namespace Baton.Bots.Life;

/// <summary>What a test has found, in a sentence, and what to do about it. A pure function of what was heard and of what went over the wire.</summary>
internal static class Verdict
{
    public static Tested Of(Heard heard, Testing.Stands stands, IReadOnlyList<WireCall> wire, Testing.Address bot, Uri publicUrl, int tookMs)
    {
        var tested = new Tested { Ok = true, Sentence = "", Outcome = "answered", TookMs = tookMs, Says = stands.Says, Wire = wire };
        var took = string.Create(CultureInfo.InvariantCulture, $"{tookMs / 1000d:0.0} s");
        if (heard.Failure is { } failure)
        {
            var (sentence, next) = Mend(failure, wire, bot);
            return tested with { Ok = false, Outcome = "failed", Sentence = sentence, NextStep = next };
        }
        if (stands.State == "Waiting")
            return tested with { Outcome = "handedOver", Sentence = $"It gave the conversation to a person after {took}{(stands.Summary is { Length: > 0 } summary ? $": {summary}" : ".")}" };
        if (stands.State != "WithBot") return tested with { Outcome = "ended", Sentence = $"It ended the conversation after {took}." };
        if (stands.Says.Count > 0) return tested with { Sentence = $"It answered within {took}." };

        if (wire.LastOrDefault(call => call.Direction == "in" && call.Status >= 400) is { } refused)
            return tested with
            {
                Ok = false, Outcome = "silent", Sentence = $"It answered in a call of its own, which was refused ({refused.Status}).",
                NextStep = refused.Status is 401 or 403
                    ? "Its token is not one that Baton trusts: compare its settings with those to copy, above all the application id."
                    : "The answer on the wire says why.",
            };
        var isHeard = wire.Any(call => call.Direction == "out" && call.Status is >= 200 and < 300);
        return tested with
        {
            Ok = false, Outcome = "silent",
            Sentence = isHeard ? $"It took the message and said nothing within {took}." : $"It did not answer within {took}.",
            NextStep = bot.InlineReplies || !isHeard ? "Look into the bot's log."
                : $"It answers in calls of its own: can it reach {publicUrl}? If not, tick that it answers within our call.",
        };
    }

    private static (string Sentence, string? Next) Mend(HandOver failure, IReadOnlyList<WireCall> wire, Testing.Address bot)
    {
        var said = failure.Summary;
        if (wire.LastOrDefault(call => call.Direction == "out") is not { } last) return (said, "Look at its settings.");
        var isBot = bot.Endpoint is { } endpoint && Uri.TryCreate(endpoint, UriKind.Absolute, out var address)
            && last.Address.StartsWith(address.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal);
        var where = isBot ? bot.Endpoint! : last.Address;
        return last.Status switch
        {
            0 when last.Error == "The time was over." => ($"{where} did not answer in time.", "Look into the bot's log: it hangs, or does more than it has time for."),
            0 => ($"Nobody answers at {where}.", $"Start the bot, or mend its address. {last.Error}"),
            401 or 403 when isBot => ($"It refused our token ({last.Status}).", bot.ApplicationId is { } id
                ? $"Its MicrosoftAppId is probably not {id}, or it does not trust this Baton: compare its settings with those to copy."
                : "It wants a token, and has no application id here: give it one, and credentials."),
            401 or 403 => ($"{where} refused our credentials ({last.Status}).", "Give the secret anew: it is wrong, has expired, or is for something else."),
            404 or 405 when last.Method == "GET" => ($"{where} is no token endpoint ({last.Status}).", "Copy it anew from Copilot Studio: Channels > Mobile app."),
            404 => ($"There is nothing at {where} (404).", "Mend the address: a bot usually listens at /api/messages."),
            405 => ($"{where} takes no messages (405).", "Mend the address: a bot usually listens at /api/messages."),
            >= 300 and < 400 => ($"{where} leads elsewhere ({last.Status}), which is not followed.", "Give the address that it leads to."),
            429 => ($"{where} is asked too often (429).", "Try again later."),
            >= 500 => ($"It failed ({last.Status}).", "Look into the bot's log; what it answered is on the wire."),
            _ => (said, "What it answered is on the wire."),
        };
    }
}
