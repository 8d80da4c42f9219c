using Baton.People;
using Baton.Plumbing;

namespace Baton.Tools;

/// <summary>Policies go when their holder does.</summary>
public sealed class PolicyKeeping(Database database)
{
    public async Task Forget(KeyRemoved fact, CancellationToken ct)
    {
        await using var work = await database.Begin(ct);
        await work.Run("delete from policies where holder_id = @KeyId", new { fact.KeyId });
        work.Record(new PoliciesChanged(fact.KeyId));
        await work.Commit();
    }
}
