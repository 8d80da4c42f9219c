using Baton.Conversations;
using Baton.Routing;

namespace Baton.Tests.Routing;

/// <summary>Who gets it, as a table of examples.</summary>
public sealed class ChoiceTests
{
    private static readonly Candidate Alex = Candidates.Agent("Alex", capacity: 3);
    private static readonly Candidate Bea = Candidates.Agent("Bea", capacity: 3);
    private static readonly Candidate Bot = Candidates.Bot("Bot");
    private static readonly Conversation New = Candidates.Waiting();

    [Fact]
    public void Whoever_has_most_room() => Best([Alex with { Load = 1 }, Bea with { Load = 2 }]).ShouldBe("Alex");

    [Fact]
    public void A_bot_before_everybody_however_busy_it_is() => Best([Alex, Bot with { Load = 5_000 }]).ShouldBe("Bot");

    [Fact]
    public void Never_the_bot_that_gave_it_up() => Best([Alex, Bot], New with { GivenUpBy = [Bot.Id] }).ShouldBe("Alex");

    [Fact]
    public void Among_equals_whoever_was_given_something_longest_ago()
    {
        var now = New.CreatedAt;
        Best([Alex with { AssignedAt = now }, Bea with { AssignedAt = now.AddSeconds(-1) }]).ShouldBe("Bea");
        Best([Alex with { AssignedAt = now }, Bea]).ShouldBe("Bea", "who was never given anything has waited longest");
    }

    [Theory]
    [InlineData("Busy")]
    [InlineData("DoNotDisturb")]
    [InlineData("Away")]
    [InlineData("Offline")]
    public void Nobody_who_is_not_Available(string presence) => Best([Alex with { Presence = presence }]).ShouldBeNull();

    [Fact]
    public void Nobody_who_is_not_there() => Best([Alex with { IsThere = false }]).ShouldBeNull();

    [Fact]
    public void Nobody_who_is_full() => Best([Alex with { Load = 3 }, Bea with { Capacity = 0 }]).ShouldBeNull();

    [Fact]
    public void Nobody_whose_capacity_was_lowered_below_what_they_have() => Best([Alex with { Capacity = 1, Load = 2 }]).ShouldBeNull();

    [Fact]
    public void Who_declined_comes_after_who_did_not()
    {
        var declined = New with { DeclinedBy = [Alex.Id] };
        Best([Alex, Bea with { Load = 2 }], declined).ShouldBe("Bea");
        Best([Alex, Bea with { Load = 3 }], declined).ShouldBe("Alex", "back to the same person only when there is nobody else");
    }

    [Fact]
    public void Who_declined_three_times_is_out()
    {
        Best([Alex], New with { DeclinedBy = [Alex.Id, Alex.Id] }).ShouldBe("Alex");
        Best([Alex], New with { DeclinedBy = [Alex.Id, Bea.Id, Alex.Id, Alex.Id] }).ShouldBeNull();
    }

    [Fact]
    public void Who_was_asked_for_by_name_comes_first_if_they_can()
    {
        var wanted = New with { WantedUser = Alex.Id };
        Best([Alex with { Load = 2 }, Bea], wanted).ShouldBe("Alex");
        Best([Alex with { IsThere = false }, Bea], wanted).ShouldBe("Bea");
    }

    [Fact]
    public void Everybody_learns_why_not()
    {
        var carl = Candidates.Agent("Carl", 2) with { Load = 2 };
        var dora = Candidates.Agent("Dora", 2) with { Presence = "DoNotDisturb" };
        var eve = Candidates.Agent("Eve", 2) with { IsThere = false };
        var decision = Choice.Best([Alex with { Load = 1 }, Bea, Bot, carl, dora, eve],
            New with { GivenUpBy = [Bot.Id], DeclinedBy = [Bea.Id] });

        decision.Considered.ToDictionary(one => one.Candidate.Name, one => one.Reason).ShouldBe(new Dictionary<string, string>
        {
            ["Alex"] = "has most room: 2 of 3 free",
            ["Bea"] = "passed it on before, so others come first",
            ["Bot"] = "had the conversation and gave it up",
            ["Carl"] = "has no room: 2 of 2",
            ["Dora"] = "is not to be disturbed",
            ["Eve"] = "is not there",
        }, ignoreOrder: true);
        decision.Considered[0].Chosen.ShouldBeTrue("the chosen one stands first");
    }

    private static string? Best(Candidate[] candidates, Conversation? conversation = null) =>
        Choice.Best(candidates, conversation ?? New).Chosen?.Name;
}

/// <summary>People and conversations for examples.</summary>
internal static class Candidates
{
    public static Candidate Agent(string name, int capacity) =>
        new() { Id = Guid.CreateVersion7(), Name = name, Kind = "agent", Capacity = capacity, Load = 0, Presence = "Available",
            IsThere = true };

    public static Candidate Bot(string name) =>
        new() { Id = Guid.CreateVersion7(), Name = name, Kind = "bot", Capacity = 1_000, Load = 0, Presence = "Available", IsThere = true };

    public static Conversation Waiting() => new()
    {
        Id = Guid.CreateVersion7(), ChannelId = Guid.CreateVersion7(), Channel = "web chat", WorkstreamId = Guid.CreateVersion7(),
            State = State.Waiting,
        VisitorId = "v", CreatedAt = new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero),
    };
}
