using System.Text.Json;
using Baton.Sandbox.Records;
using Baton.Sandbox.Tables;
using Baton.Sandbox.WebApi;

namespace Baton.Sandbox.Messages;

/// <summary>Many rows of one table in one call, all or none.</summary>
internal static class Several
{
    private const int TargetsMax = 1_000;

    public static Task<Answer> Create(Call call) =>
        Run(call, "CreateMultiple", async (deed, table, target) => await Recording.Create(deed, table, target), answerIds: true);

    public static Task<Answer> Update(Call call) => Run(call, "UpdateMultiple", async (deed, table, target) =>
    {
        var (id, _) = await Target(deed, table, target);
        if (id is null) throw Fault.BadBody($"Every target needs {table.PrimaryId}, or an alternate key in @odata.id, of a row that exists.");
        return await Recording.Update(deed, table, id.Value, target) ? id.Value : throw Fault.NotFound(table.Name, id.Value);
    });

    public static Task<Answer> Upsert(Call call) => Run(call, "UpsertMultiple", async (deed, table, target) =>
    {
        var (id, keyed) = await Target(deed, table, target);
        if (id is not null && await Recording.Update(deed, table, id.Value, target)) return id.Value;
        return await Recording.Create(deed, table, target, id, keyed);
    });

    public static Task<Answer> Delete(Call call) => Run(call, "DeleteMultiple", async (deed, table, target) =>
    {
        var (id, _) = await Target(deed, table, target);
        if (id is null) throw Fault.BadBody($"Every target needs {table.PrimaryId}.");
        await Recording.Delete(deed, table, id.Value);
        return id.Value;
    });

    // By its id, or by the key in an @odata.id such as accounts(accountnumber='A1').
    private static async Task<(Guid? Id, Row? Keyed)> Target(Deed deed, Table table, JsonElement target)
    {
        if (IdOf(table, target) is { } id) return (id, null);
        if (!target.TryGetProperty("@odata.id", out var address) || address.GetString() is not { } text
            || text.IndexOf('(', StringComparison.Ordinal) is var open && open < 0) return (null, null);
        return await Writes.Target(deed, table, Uri.UnescapeDataString(text[(open + 1)..text.LastIndexOf(')')]));
    }

    private static Task<Answer> Run(Call call, string name, Func<Deed, Table, JsonElement, Task<Guid>> act, bool answerIds = false)
    {
        var table = call.Table is not null && call.Key is null ? call.Table : throw Fault.NoSegment($"Microsoft.Dynamics.CRM.{name}");
        var targets = call.Body("Targets").ValueKind == JsonValueKind.Array ? call.Body("Targets").EnumerateArray().ToList()
            : throw Fault.BadBody("Targets is no list.");
        if (targets.Count > TargetsMax) throw Fault.BadBody($"At most {TargetsMax} targets are taken at once.");
        if (targets.Exists(target => target.TryGetProperty("@odata.type", out var type)
            && !type.GetString()!.TrimStart('#').EndsWith($".{table.Name}", StringComparison.Ordinal)))
            throw Fault.BadBody($"Every target of {name} on {table.Set} must be a {table.Name}.");
        return call.Dispatcher.Change(call.Request, table, async deed =>
        {
            var ids = new List<Guid>();
            foreach (var target in targets) ids.Add(await act(deed, table, target));
            return !answerIds ? Answer.NoContent() : Answer.Json(200, json =>
            {
                json.WriteStartObject();
                json.WriteString("@odata.context", $"{call.Request.Root}$metadata#Microsoft.Dynamics.CRM.CreateMultipleResponse");
                json.WriteStartArray("Ids");
                foreach (var id in ids) json.WriteStringValue(id);
                json.WriteEndArray();
                json.WriteEndObject();
            });
        });
    }

    private static Guid? IdOf(Table table, JsonElement target) =>
        target.TryGetProperty(table.PrimaryId, out var id) && id.TryGetGuid(out var guid) ? guid : null;
}
