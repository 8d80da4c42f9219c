using System.Collections.Concurrent;
using Baton.People;
using Baton.Plumbing;
using Baton.Routing;
using Baton.Tests.House;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Baton.Tests.Routing;

/// <summary>
/// Arrivals, accepts, declines, ends and changes of presence, all at once and at random, on a real database. Whatever happens, nobody is
/// above capacity, no conversation has two handlers, loads tell the truth, and nobody is forgotten while somebody who could take them is
/// free.
/// </summary>
public sealed class CapacityUnderFire(TestPostgres postgres)
{
    private const int Agents = 10;
    private const int Actors = 8;
    private const int DeedsEach = 60;

    private static readonly Guid[] Places = [DemoRouting.Support, DemoRouting.Billing];

    private readonly ConcurrentDictionary<(Guid Conversation, int Epoch), Guid> _handlers = new();
    private readonly ConcurrentBag<string> _wrong = [];
    private Hub _hub = null!;

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 2)]    // without the sweep: what happens is enough
    [InlineData(false, 3)]
    public async Task Everybody_at_once(bool sweeps, int seed)
    {
        await using var hub = _hub = await Hub.Start(postgres, change: services =>
        {
            if (!sweeps) services.Remove(services.Single(one =>
                one.ImplementationFactory?.GetType().GenericTypeArguments[^1] == typeof(Sweep)
                && one.ServiceType == typeof(IHostedService)));
        });
        await MakeAgents();
        using var over = new CancellationTokenSource();
        var watching = Watch(over.Token);

        await Task.WhenAll(Enumerable.Range(0, Actors).Select(n => Act(new Random((seed * 1_000) + n))));
        await SettleDown();

        await over.CancelAsync();
        await watching;
        _wrong.ShouldBeEmpty($"seed {seed}");
        (await LoadsThatLie()).ShouldBeEmpty($"seed {seed}");
        (await _hub.Read<string>("select reaction || ': ' || error from jobs where track = 'Talk' and put_aside_at is not null"))
            .ShouldBeEmpty($"seed {seed}");
        _handlers.Count.ShouldBeGreaterThan(20, "the test must have tested something");
    }

    private async Task MakeAgents()
    {
        await _hub.Read<int>("delete from members; update rules set queue_id = @Support where queue_id = @Bots",
            new { DemoRouting.Support, DemoRouting.Bots });
        for (var n = 0; n < Agents; n++)
            await _hub.Read<int>("""
                insert into users (id, kind, name, email, role, presence, seen_at, capacity, created_at)
                values (@id, 'agent', @name, @email, 'agent', 'Available', now() + interval '1 day', @capacity, now());
                insert into members (queue_id, user_id, added_at) select unnest(@queues), @id, now()
                """,
                new { id = Guid.CreateVersion7(), name = $"Agent {n}", email = $"agent{n}@contoso.example", capacity = 1 + (n % 3),
                    queues = n % 3 == 0 ? Places : [Places[n % 2]] });
        foreach (var agent in await _hub.Read<Guid>("select id from users where email like 'agent%'")) await Record(new UserChanged(agent));
    }

    private async Task Act(Random random)
    {
        for (var deed = 0; deed < DeedsEach; deed++)
        {
            try
            {
                await (random.Next(10) switch
                {
                    < 4 => Arrive(random),
                    < 7 => Answer(random, accepts: true),
                    < 8 => Answer(random, accepts: false),
                    < 9 => Finish(random),
                    _ => ChangePresence(random),
                });
            }
            catch (Refusal refusal) when (refusal.Status == 409)
            {
                // Somebody else was quicker: that is what refusals are for.
            }
        }
    }

    private Task<Guid> Arrive(Random random) => _hub.Arrives(random.Next(2) == 0 ? Cast.About("billing") : null);

    private async Task Answer(Random random, bool accepts)
    {
        var open = await _hub.Read<OpenRow>("select id, user_id from offers where outcome is null order by id limit 10");
        if (open.Count == 0) return;

        var offer = open[random.Next(open.Count)];
        await using var scope = _hub.Services.CreateAsyncScope();
        var offers = scope.ServiceProvider.GetRequiredService<Offers>();
        if (!accepts)
        {
            await offers.Decline(offer.Id, offer.UserId, CancellationToken.None);
            return;
        }
        var id = await offers.Accept(offer.Id, offer.UserId, "Somebody", CancellationToken.None);
        var now = await _hub.Look(id);
        if (now.HandlerId == offer.UserId && _handlers.GetOrAdd((id, now.Epoch), offer.UserId) != offer.UserId)
            _wrong.Add($"conversation {id} has two handlers in epoch {now.Epoch}");
    }

    private async Task Finish(Random random)
    {
        var open = await _hub.Read<Guid>(
            "select id from conversations where state in ('WithAgent', 'WrapUp', 'Offered') order by created_at limit 20");
        if (open.Count == 0) return;

        var id = open[random.Next(open.Count)];
        if (random.Next(3) == 0) await _hub.VisitorEnds(id);
        else await _hub.Closes(id);
    }

    private async Task ChangePresence(Random random)
    {
        var agents = await _hub.Read<Guid>("select id from users where email like 'agent%' order by id");
        var id = agents[random.Next(agents.Count)];
        await _hub.Read<int>("update users set presence = @presence where id = @id",
            new { id, presence = random.Next(3) == 0 ? "Away" : "Available" });
        await Record(new PresenceChanged(id));
    }

    /// <summary>Nobody does anything any more: jobs run out, and then nobody may wait whom somebody could take.</summary>
    private async Task SettleDown()
    {
        await Eventually.Is(() =>
            _hub.Read<string>("select reaction || coalesce(': ' || error, '') from jobs where track = 'Talk' and due <= now() and put_aside_at is null"),
            jobs => jobs.Count == 0, "the jobs are done");
        await Eventually.Is(() => _hub.Read<string>("""
            select format('%s waits in %s while %s is free', c.id, c.queue_id, u.name)
            from conversations c join members m on m.queue_id = c.queue_id join users u on u.id = m.user_id
            where c.state = 'Waiting' and u.presence = 'Available' and u.load < u.capacity
              and cardinality(array_positions(c.declined_by, u.id)) < 3
            """), forgotten => forgotten.Count == 0, "nobody is forgotten");
    }

    private async Task Watch(CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            foreach (var one in await _hub.Read<string>("""
                select format('%s holds %s of %s', u.name, count(*), u.capacity)
                from users u join conversations c on (c.state = 'Offered' and c.offered_to = u.id)
                  or (c.state in ('WithAgent', 'WrapUp') and c.handler_id = u.id and c.handler_kind = 'agent')
                group by u.id having count(*) > u.capacity
                """)) _wrong.Add(one);
        }
    }

    private Task<IReadOnlyList<string>> LoadsThatLie() => _hub.Read<string>("""
        select format('%s has load %s and holds %s', name, load, holds)
        from (select u.name, u.load, (select count(*) from conversations c where (c.state = 'Offered' and c.offered_to = u.id)
                or (c.state in ('WithAgent', 'WrapUp') and c.handler_id = u.id and c.handler_kind = 'agent')) as holds
              from users u where u.kind = 'agent') all_of_them
        where load <> holds
        """);

    private Task<bool> Record(Fact fact) => _hub.InWork(work =>
    {
        work.Record(fact);
        return Task.FromResult(true);
    });

    private sealed record OpenRow
    {
        public Guid Id { get; init; }
        public Guid UserId { get; init; }
    }
}
