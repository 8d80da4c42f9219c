using System.Collections.Concurrent;
using Baton.Sandbox.Records;
using Baton.Sandbox.Store;
using Baton.Sandbox.WebApi;

namespace Baton.Sandbox.Entra;

/// <summary>Who is calling: from the token to the application user and what its roles allow.</summary>
internal sealed class Callers(Database database, Tokens tokens, Switches switches, SandboxOptions options)
{
    private static readonly HashSet<string> TablesOfAccess = ["systemuser", "role", "team", "roleprivileges", "privilege", "businessunit"];
    private readonly ConcurrentDictionary<string, Caller> known = new();

    public static string Challenge(HttpContext http)
    {
        var options = http.RequestServices.GetRequiredService<SandboxOptions>();
        var here = $"{http.Request.Scheme}://{http.Request.Host}";
        return $"Bearer authorization_uri={here}/{options.TenantId}/oauth2/authorize, resource_id={here}/";
    }

    public async Task<Caller> Identify(HttpContext http, CancellationToken ct)
    {
        var header = http.Request.Headers.Authorization.ToString();
        if (!header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            || tokens.Read(header["Bearer ".Length..].Trim()) is not { } claims)
            throw new Fault(401, "0x80072520", "Authentication failed: the request has no valid access token for this environment.");
        if (!Uri.TryCreate(claims.Audience, UriKind.Absolute, out var audience)
            || !http.RequestServices.GetRequiredService<Addresses>().AreOurs(audience, http.Request))
            throw new Fault(401, "0x80072520", "Authentication failed: the access token is for another resource.");

        var caller = await Find("applicationid", claims.ApplicationId, ct);
        if (caller is null || switches.Current.MissingUser)
            throw new Fault(403, "0x80072560", "The user is not a member of the organization.");
        caller = Switched(caller);
        return await Impersonate(caller, http, ct);
    }

    /// <summary>Forgets what was known, once a change has touched who may do what.</summary>
    public void Forget(string? table = null)
    {
        if (table is null || TablesOfAccess.Contains(table)) known.Clear();
    }

    public async Task<Caller> Administrator(CancellationToken ct) =>
        await Find("applicationid", options.ClientId, ct)
            ?? throw new InvalidOperationException("The sandbox has no application user of its own.");

    public Task<Caller?> ByUser(Guid userId, CancellationToken ct) => Find("systemuserid", userId.ToString(), ct);

    private Caller Switched(Caller caller)
    {
        var now = switches.Current;
        if (now.DisabledUser) throw Disabled();
        if (now.MissingRole) throw NoRole();
        return now.MissingPrivilege is { } missing
            ? caller with { Privileges = caller.Privileges.Where(pair => !pair.Key.Equals(missing, StringComparison.OrdinalIgnoreCase))
                .ToDictionary() }
            : caller;
    }

    private async Task<Caller> Impersonate(Caller caller, HttpContext http, CancellationToken ct)
    {
        var byObject = http.Request.Headers["CallerObjectId"].ToString();
        var byUser = http.Request.Headers["MSCRMCallerID"].ToString();
        if (byObject.Length + byUser.Length == 0) return caller;
        if (!caller.Privileges.ContainsKey("prvActOnBehalfOfAnotherUser"))
            throw new Fault(403, "0x8004a110", "User does not have the privilege to act on behalf another user.");
        var other = (byObject.Length > 0 ? await Find("azureactivedirectoryobjectid", byObject, ct)
            : await Find("systemuserid", byUser, ct))
            ?? throw new Fault(403, "0x80072560", "The user is not a member of the organization.");
        // Neither may do through the other what they may not do themselves.
        var both = other.Privileges.Where(pair => caller.Privileges.ContainsKey(pair.Key))
            .ToDictionary(pair => pair.Key, pair => (Depth)Math.Min((int)pair.Value, (int)caller.Privileges[pair.Key]));
        return other with { Privileges = both, BehalfOf = caller.UserId };
    }

    private async Task<Caller?> Find(string column, string value, CancellationToken ct)
    {
        if (known.TryGetValue($"{column}={value}", out var caller)) return caller;
        if (!Guid.TryParse(value, out var id)) return null;
        await using var work = await database.Open(ct);
        var sql = new SqlText();
        sql.Add($"""
            select u.systemuserid, u.businessunitid, u.azureactivedirectoryobjectid, u.fullname, coalesce(u.isdisabled, false),
                   (select count(*)::int from crm.systemuserroles held where held.first_id = u.systemuserid)
            from crm.systemuser u where u.{column} = {sql.Value(id)}
            """);
        if (await work.Rows(sql) is not [var user]) return null;
        if ((bool)user[4]!) throw Disabled();
        var privileges = await Privileges(work, (Guid)user[0]!);
        if (privileges.Count == 0) throw NoRole();
        return known[$"{column}={value}"] = new Caller
        {
            UserId = (Guid)user[0]!, BusinessUnitId = (Guid)user[1]!, ObjectId = user[2] as Guid? ?? Guid.Empty, Name = (string)user[3]!,
            RoleCount = (int)user[5]!, Privileges = privileges,
        };
    }

    private static async Task<Dictionary<string, Depth>> Privileges(Work work, Guid userId)
    {
        var sql = new SqlText();
        var id = sql.Value(userId);
        sql.Add($"""
            select p.name, max(rp.privilegedepthmask) from crm.roleprivileges rp join crm.privilege p on p.privilegeid = rp.privilegeid
            where rp.roleid in (select second_id from crm.systemuserroles where first_id = {id}
                union select tr.second_id from crm.teamroles tr join crm.teammembership tm on tm.first_id = tr.first_id
                where tm.second_id = {id})
            group by p.name
            """);
        return (await work.Rows(sql)).ToDictionary(row => (string)row[0]!, row => (Depth)(int)row[1]!);
    }

    private static Fault Disabled() =>
        new(403, "0x80040225", "The specified user is either disabled or is not a member of any business unit.");

    private static Fault NoRole() => new(403, "0x80042f09", "The user has not been assigned any roles.");
}
