using Baton.Dataverse;
using Baton.Tools;

namespace Baton.Crm;

/// <summary>One step of the test: what was checked, whether it went well, and if not what it means and what to do.</summary>
public sealed record TestStep
{
    /// <summary>url, token, whoAmI, organization.</summary>
    public required string Name { get; init; }
    public required string Title { get; init; }

    /// <summary>ok, failed or skipped (because an earlier one failed).</summary>
    public required string Outcome { get; init; }
    public string? Sentence { get; init; }
    public string? Cause { get; init; }
    public string? NextStep { get; init; }

    /// <summary>The field of the form that is most likely wrong.</summary>
    public string? Field { get; init; }
    public string? Code { get; init; }
    public string? RequestId { get; init; }
    public int TookMs { get; init; }
}

/// <summary>What the test found.</summary>
public sealed record TestResult
{
    public required bool Ok { get; init; }
    public string? Organization { get; init; }

    /// <summary>The tenant that the environment itself names.</summary>
    public string? TenantFound { get; init; }
    public Guid? UserId { get; init; }

    /// <summary>Each tool with the privileges that the application user lacks for it; absent when nobody could be asked.</summary>
    public IReadOnlyList<ToolRights>? Tools { get; init; }
    public required IReadOnlyList<TestStep> Steps { get; init; }
}

/// <summary>A tool, and what its use would need that the application user's roles don't give.</summary>
public sealed record ToolRights(string Name, IReadOnlyList<string> Missing);

/// <summary>Tries a connection in the order in which things go wrong: the address, the token, who we are there, what the organisation is called.</summary>
internal sealed class ConnectionTest(CrmLine.Open open, HttpMessageHandler? handler, TimeProvider clock, IReadOnlyCollection<Tool>? tools = null)
{
    private readonly List<TestStep> _steps = [];
    private bool _failed;

    public async Task<TestResult> Run(CancellationToken ct)
    {
        Probe? probe = null;
        string? organization = null;
        Guid? userId = null;
        await Step("url", "The instance URL leads to a Dataverse environment", async () =>
        {
            probe = await Probe.Of(open.Connection.Instance, handler, ct);
            return $"{open.Connection.Instance.Host} is a Dataverse environment.";
        }, _ => "instanceUrl");
        await Step("token", "Entra gives a token", async () =>
        {
            await open.Token!(null, ct);
            return $"Entra knows the app and its {(open.Connection.UsesCertificate ? "certificate" : "secret")}.";
        }, error => FieldOf(error, probe));
        await Step("whoAmI", "The environment knows the application user", async () =>
        {
            (userId, _, _) = await open.Client.WhoAmI(ct);
            return $"We are the application user {userId}.";
        }, _ => null);
        await Step("organization", "The organisation has a name", async () =>
        {
            organization = await open.Client.OrganizationName(ct);
            return organization is null ? "The organisation does not tell its name." : $"Connected to {organization}.";
        }, _ => null);
        return new TestResult
        {
            Ok = !_failed, Organization = organization, TenantFound = probe?.Tenant, UserId = userId, Steps = _steps,
            Tools = !_failed && userId is { } user && tools is not null ? await Rights(user, tools, ct) : null,
        };
    }

    /// <summary>What each tool lacks. An environment that does not tell is no failure of the connection.</summary>
    private async Task<IReadOnlyList<ToolRights>?> Rights(Guid userId, IReadOnlyCollection<Tool> all, CancellationToken ct)
    {
        try
        {
            var answer = await open.Client.Function($"systemusers({userId:D})/Microsoft.Dynamics.CRM.RetrieveUserPrivileges()", ct);
            var has = answer.Many("RolePrivileges").Select(privilege => privilege.Text("PrivilegeName")).ToHashSet(StringComparer.OrdinalIgnoreCase);
            // Older environments tell ids and no names: better nothing than a wall of red.
            return has.All(name => name is null) ? null : [.. all.Select(tool => new ToolRights(tool.Name, [.. tool.Privileges.Where(name => !has.Contains(name))]))];
        }
        catch (DataverseError)
        {
            return null;
        }
    }

    private async Task Step(string name, string title, Func<Task<string>> check, Func<DataverseError, string?> field)
    {
        if (_failed)
        {
            _steps.Add(new TestStep { Name = name, Title = title, Outcome = "skipped" });
            return;
        }
        var began = clock.GetTimestamp();
        try
        {
            var sentence = await check();
            _steps.Add(new TestStep { Name = name, Title = title, Outcome = "ok", Sentence = sentence, TookMs = Took(began) });
        }
        catch (DataverseError error)
        {
            _failed = true;
            _steps.Add(new TestStep
            {
                Name = name, Title = title, Outcome = "failed", Sentence = error.Meaning.Sentence, Cause = error.Message, NextStep = error.Meaning.NextStep,
                Field = field(error), Code = error.Code, RequestId = error.RequestId, TookMs = Took(began),
            });
        }
    }

    private string? FieldOf(DataverseError error, Probe? probe) => error.Code switch
    {
        "AADSTS900023" or "AADSTS90002" => "tenantId",
        // The app is looked for in the tenant that was given: when the environment names another, that is the likelier mistake.
        "AADSTS700016" => probe?.Tenant is { } tenant && !tenant.Equals(open.Connection.TenantId, StringComparison.OrdinalIgnoreCase) ? "tenantId" : "clientId",
        "AADSTS7000215" or "AADSTS7000222" or "AADSTS7000218" => "clientSecret",
        "AADSTS500011" or "AADSTS70011" => "instanceUrl",
        "unreachable" or "time_limit" => "authority",
        _ => null,
    };

    private int Took(long began) => (int)clock.GetElapsedTime(began).TotalMilliseconds;
}
