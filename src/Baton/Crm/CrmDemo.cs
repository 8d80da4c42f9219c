namespace Baton.Crm;

/// <summary>Connects the demo to the sandbox that runs beside it.</summary>
public static class CrmDemo
{
    /// <summary>Saves the sandbox as the connection unless an administrator has connected something else; safe to call at every start.</summary>
    public static async Task Connect(
        IServiceProvider services, Uri sandbox, string tenant, string clientId, string clientSecret, CancellationToken ct)
    {
        await using var scope = services.CreateAsyncScope();
        var connecting = scope.ServiceProvider.GetRequiredService<Connecting>();
        var known = await connecting.Show(ct);
        if (known.Connected && (known.TenantId != tenant || known.ClientId != clientId)) return;

        var address = sandbox.GetLeftPart(UriPartial.Authority);
        await connecting.Save(new ConnectionGiven { TenantId = tenant, ClientId = clientId, ClientSecret = clientSecret, InstanceUrl = address, Authority = address }, null, ct);
    }
}
