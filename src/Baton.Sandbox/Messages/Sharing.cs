using System.Text.Json;
using Baton.Sandbox.Records;
using Baton.Sandbox.Store;
using Baton.Sandbox.Tables;
using Baton.Sandbox.WebApi;

namespace Baton.Sandbox.Messages;

/// <summary>Who may do what with one row: by role, by ownership, and because it was shared with them.</summary>
internal static class Sharing
{
    public static Task<Answer> GrantAccess(Call call) => call.Dispatcher.Change(call.Request, call.Dispatcher.Database.Catalog["systemuser"], async deed =>
    {
        var (table, id) = await Reference(call, deed, "Target");
        var given = call.Body("PrincipalAccess");
        var principal = await Principal(deed.Work, call, given.TryGetProperty("Principal", out var json) ? json : default);
        var mask = given.TryGetProperty("AccessMask", out var rights) && rights.GetString() is { } text ? Shares.Read(text)
            : throw Fault.BadBody("AccessMask is missing.");
        Access.Demand(deed.Caller, "Share", table, await deed.Get(table.Name, id));
        await Shares.Set(deed.Work, id, principal, mask);
        return Answer.NoContent();
    });

    public static Task<Answer> RevokeAccess(Call call) => call.Dispatcher.Change(call.Request, call.Dispatcher.Database.Catalog["systemuser"], async deed =>
    {
        var (table, id) = await Reference(call, deed, "Target");
        var principal = await Principal(deed.Work, call, call.Body("Revokee"));
        Access.Demand(deed.Caller, "Share", table, await deed.Get(table.Name, id));
        await Shares.Set(deed.Work, id, principal, 0);
        return Answer.NoContent();
    });

    public static async Task<Answer> RetrievePrincipalAccess(Call call)
    {
        if (call.Table?.Name is not "systemuser" || !Guid.TryParse(call.Key, out var user))
            throw Fault.NoSegment("Microsoft.Dynamics.CRM.RetrievePrincipalAccess");
        var given = call.Parameter("Target") ?? throw Fault.BadRequest("Required parameter 'Target' is missing.");
        using var json = JsonDocument.Parse(given.Replace('\'', '"'));
        await using var work = await call.Dispatcher.Database.Open(call.Request.Cancellation);
        var target = await References.Resolve(call.Dispatcher.Database.Catalog, work, References.InBody(json.RootElement));
        var table = call.Dispatcher.Database.Catalog[target.Table];
        var row = await Rows.Find(work, table, target.Id) ?? throw Fault.NotFound(table.Name, target.Id);
        var caller = user == call.Request.Caller.UserId ? call.Request.Caller
            : await call.Dispatcher.Callers.ByUser(user, call.Request.Cancellation) ?? throw Fault.NotFound("systemuser", user);
        var rights = Shares.Rights.Where((right, _) => caller.Privileges.TryGetValue($"prv{right}{table.PrivilegeNoun}", out var depth)
            && (depth != Depth.Basic || !table.IsOwned || row.Lookup("ownerid")?.Id == user)).ToList();
        var shared = await Shares.Of(work, target.Id, user);
        rights.AddRange(Shares.Rights.Where((right, i) => (shared & (1 << i)) != 0 && !rights.Contains(right)));
        return Answer.Json(200, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("@odata.context", $"{call.Request.Root}$metadata#Microsoft.Dynamics.CRM.RetrievePrincipalAccessResponse");
            writer.WriteString("AccessRights", rights.Count == 0 ? "None" : string.Join(", ", rights.Select(right => $"{right}Access")));
            writer.WriteEndObject();
        });
    }

    public static Task<Answer> AddPrivilegesRole(Call call)
    {
        if (call.Table?.Name is not "role" || call.Key is null) throw Fault.NoSegment("Microsoft.Dynamics.CRM.AddPrivilegesRole");
        return call.Dispatcher.Change(call.Request, call.Table, async deed =>
        {
            Access.Demand(deed.Caller, "Write", call.Table);
            var role = await References.Id(deed.Work, call.Table, call.Key);
            foreach (var given in call.Body("Privileges").EnumerateArray())
            {
                if (!Guid.TryParse(MetadataOf(given, "PrivilegeId"), out var privilege)) throw Fault.BadBody("PrivilegeId is missing.");
                var depth = Enum.TryParse<Depth>(MetadataOf(given, "Depth"), out var read) ? read : Depth.Basic;
                await Recording.Create(deed, deed.Catalog["roleprivileges"], new Row
                {
                    ["roleid"] = new Ref("role", role), ["privilegeid"] = new Ref("privilege", privilege), ["privilegedepthmask"] = (int)depth,
                });
            }
            return Answer.NoContent();
        });

        static string? MetadataOf(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.ToString() : null;
    }

    private static async Task<(Table Table, Guid Id)> Reference(Call call, Deed deed, string parameter)
    {
        var target = call.Body(parameter).TryGetProperty("@odata.id", out var address)
            ? await References.Resolve(deed.Catalog, deed.Work, address.GetString()!)
            : Qualifying.Reference(call, parameter) ?? throw Fault.BadBody($"The parameter '{parameter}' names no record.");
        return (deed.Catalog[target.Table], target.Id);
    }

    private static async Task<Guid> Principal(Work work, Call call, JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object) throw Fault.BadBody("The principal is missing.");
        if (json.TryGetProperty("@odata.id", out var address))
            return (await References.Resolve(call.Dispatcher.Database.Catalog, work, address.GetString()!)).Id;
        foreach (var name in (string[])["systemuserid", "teamid", "ownerid"])
            if (json.TryGetProperty(name, out var id) && id.TryGetGuid(out var guid)) return guid;
        throw Fault.BadBody("The principal names no user or team.");
    }
}
