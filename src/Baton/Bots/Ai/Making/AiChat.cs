using System.Text.Json.Nodes;
using Baton.People;
using Baton.Plumbing;

namespace Baton.Bots.Ai.Making;

/// <summary>
/// The side chat: an author talks to the bot as it stands, saved or not. Tools that read really run, as the bot would run them; those that write do not. Nothing is
/// stored: the author holds what was said.
/// </summary>
internal static class AiChat
{
    private const int MessagesMax = 100;
    private const int TextLengthMax = 8_000;

    /// <summary>What was said so far, the visitor's latest words last; nothing at the beginning. Without a program, the draft is meant.</summary>
    public sealed record Given(IReadOnlyList<Line?>? Messages, AiProgram? Program, string? State);

    /// <summary>One message: from visitor or bot.</summary>
    public sealed record Line(string? From, string? Text);

    /// <summary>What came of the turn.</summary>
    public sealed record Shown
    {
        public required IReadOnlyList<Said> Says { get; init; }

        /// <summary>The tools that it asked for, in order.</summary>
        public required IReadOnlyList<Called> Tools { get; init; }

        /// <summary>waiting, handedOver, ended or failed.</summary>
        public required string Outcome { get; init; }

        /// <summary>Why a person would be asked.</summary>
        public string? Reason { get; init; }

        /// <summary>The rail that led to a person.</summary>
        public string? Rail { get; init; }

        /// <summary>Asked and answered together.</summary>
        public int? Tokens { get; init; }

        /// <summary>model or topics.</summary>
        public required string RanOn { get; init; }

        /// <summary>To be sent with the next turn.</summary>
        public string? State { get; init; }
    }

    /// <summary>Words of the bot, with the answers that it offers.</summary>
    public sealed record Said(string Text, IReadOnlyList<string> Offers);

    /// <summary>A tool that was asked for, and what it came to.</summary>
    public sealed record Called(string Name, JsonNode? Input, JsonNode? Output, Fault? Error);

    /// <summary>Why a tool came to nothing.</summary>
    public sealed record Fault(string Code, string Message);

    public static void Map(RouteGroupBuilder ai) =>
        ai.MapPost("chat", async (Guid id, Given given, Caller caller, Database database, SideChat chat, CancellationToken ct) =>
        {
            caller.MustAdminister();
            var bot = await database.BotAccount(id, ct);
            await database.MustBeAi(id, ct);
            var talk = Checked(given.Messages);
            var program = given.Program is { } typed ? Sound.Draft(typed) : await AiDrafts.Standing(database, id, ct);
            return TypedResults.Ok(await chat.Take(bot, program, talk, given.State, caller, ct));
        });

    private static Line[] Checked(IReadOnlyList<Line?>? messages)
    {
        if (messages?.Count > MessagesMax) throw Refusal.Invalid("invalid_messages", $"A side chat has at most {MessagesMax} messages; begin a new one.");
        foreach (var line in messages ?? [])
            if (line is not { From: "visitor" or "bot", Text: { Length: <= TextLengthMax } text } || text.Contains('\0', StringComparison.Ordinal))
                throw Refusal.Invalid("invalid_messages", $"A message is from visitor or bot, and has a text of at most {TextLengthMax:N0} characters.");
        return messages is { Count: > 0 } && messages[^1]!.From != "visitor"
            ? throw Refusal.Invalid("invalid_messages", "The last message is the visitor's.")
            : [.. (messages ?? []).OfType<Line>()];
    }
}
