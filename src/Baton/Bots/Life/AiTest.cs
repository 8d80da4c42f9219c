using System.Globalization;
using Baton.Bots.Ai.Making;
using Baton.People;
using Baton.Plumbing;

namespace Baton.Bots.Life;

/// <summary>
/// A real turn of an AI bot as its author has it, draft or live: on the model, whose calls are shown, or on its topics where none is set up. What reads really runs, what
/// writes does not.
/// </summary>
internal sealed class AiTest(Database database, SideChat chat, TimeProvider clock)
{
    public async Task<Tested> Test(BotAccount bot, string text, Caller caller, CancellationToken ct)
    {
        var program = await AiDrafts.Standing(database, bot.Id, ct);
        var (began, tap) = (clock.GetTimestamp(), WireTap.Listen());
        try
        {
            var begun = await chat.Take(bot, program, [], null, caller, ct);
            var talk = begun.Says.Select(said => new AiChat.Line("bot", said.Text)).Append(new AiChat.Line("visitor", text));
            var came = begun.Outcome == "waiting" ? await chat.Take(bot, program, [.. talk], begun.State, caller, ct) : begun;
            var took = (int)clock.GetElapsedTime(began).TotalMilliseconds;
            var (isOk, sentence, next, outcome) = Judged(came, took);
            return new Tested
            {
                Ok = isOk, Sentence = sentence, NextStep = next, Outcome = outcome, TookMs = took, Wire = [.. tap.Calls.OrderBy(call => call.At)],
                Says = [.. (came == begun ? begun.Says : begun.Says.Concat(came.Says)).Select(said =>
                    new TestSaid(said.Text, said.Offers.Count == 0 ? null : [.. said.Offers.Select(offer => new Conversations.Suggestion(offer, offer))]))],
            };
        }
        catch (Refusal refused)
        {
            return new Tested { Ok = false, Sentence = refused.Message, NextStep = "Set a model up in Setup, Model, or begin with a template.", Outcome = "failed", TookMs = 0 };
        }
    }

    private static (bool Ok, string Sentence, string? Next, string Outcome) Judged(AiChat.Shown came, int tookMs)
    {
        var (took, how) = (string.Create(CultureInfo.InvariantCulture, $"{tookMs / 1000d:0.0} s"), How(came));
        return came.Outcome switch
        {
            "waiting" => (true, $"It answered within {took}{how}", null, "answered"),
            "handedOver" => (true, $"It gave the conversation to a person after {took}{how} {came.Reason}".TrimEnd(), null, "handedOver"),
            "ended" => (true, $"It ended the conversation after {took}{how}", null, "ended"),
            _ => (false, $"It failed: {came.Reason}", "What went over the wire says more; the model's own test is in Setup, Model.", "failed"),
        };
    }

    private static string How(AiChat.Shown came)
    {
        var on = came.RanOn == "topics" ? ", by its topics, as no model is set up" : came.Tokens is { } tokens ? string.Create(CultureInfo.InvariantCulture, $", with {tokens:N0} tokens") : "";
        var tools = came.Tools.Select(tool => tool.Error is { } fault ? $"{tool.Name} ({fault.Code})" : tool.Name).ToArray();
        return tools.Length == 0 ? $"{on}." : $"{on}. It asked for {string.Join(", ", tools)}.";
    }
}
