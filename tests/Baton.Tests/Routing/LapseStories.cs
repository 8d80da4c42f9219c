using Baton.Conversations;
using Baton.Tests.House;

namespace Baton.Tests.Routing;

/// <summary>What time does to offers and to being there, by a clock that is told.</summary>
public sealed class LapseStories(TestPostgres postgres) : IAsyncLifetime
{
    private readonly FakeClock _clock = new();
    private Hub _hub = null!;

    public async ValueTask InitializeAsync() => _hub = await Hub.Start(postgres, _clock);

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    [Fact]
    public async Task Not_answered_within_two_minutes_an_offer_goes_to_somebody_else()
    {
        using var alex = await _hub.SignInAs("alex");
        var id = await _hub.ArrivesAndAsksForSomebody();
        var offer = await alex.IsOffered(id);
        for (var seconds = 0; seconds < 110; seconds += 10) await Wait(10, alex);   // Alex stays there, and reads something else
        using var bea = await _hub.SignInAs("bea");
        await Wait(9, alex, bea);
        (await _hub.Look(id)).OfferedTo.ShouldBe(Cast.Alex);

        await Wait(2, alex, bea);

        await bea.IsOffered(id);
        (await (await alex.Accepts(offer.Id)).Detail()).ShouldBe("It is offered to Bea now.");
        (await _hub.Look(id)).DeclinedBy.ShouldBe([Cast.Alex]);
    }

    [Fact]
    public async Task Who_has_not_been_heard_of_for_a_minute_is_not_there_and_gets_no_offers_until_they_are_back()
    {
        using var alex = await _hub.SignInAs("alex");
        await Wait(61);

        var id = await _hub.ArrivesAndAsksForSomebody();
        await Eventually.IsTrue(async () => (await _hub.Look(id)).QueueId is not null
            && (await _hub.Look(id)).State == State.Waiting, "it waits");
        await alex.IsOffered(id);   // asking for one's offers is being there
    }

    private async Task Wait(int seconds, params HttpClient[] there)
    {
        _clock.Advance(TimeSpan.FromSeconds(seconds));
        foreach (var client in there) await client.Json("/api/v1/me");
    }
}
