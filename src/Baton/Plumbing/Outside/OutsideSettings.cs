namespace Baton.Plumbing;

/// <summary>What an operator allows of addresses that users write down, beyond https to the open internet.</summary>
public sealed record OutsideSettings
{
    /// <summary>BATON_REQUEST_HOSTS: hosts of one's own network that may be called, also by http; with a port, that port only.</summary>
    public IReadOnlyList<(string Host, int? Port)> Hosts { get; init; } = [];

    /// <summary>BATON_REQUEST_HTTP: the open internet may be called by http, too.</summary>
    public bool AllowsPlain { get; init; }

    public static OutsideSettings From(IConfiguration from) => new()
    {
        Hosts = [.. (from["BATON_REQUEST_HOSTS"] ?? "").Split([';', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Host)],
        AllowsPlain = BatonSettings.Flag("BATON_REQUEST_HTTP", from["BATON_REQUEST_HTTP"]),
    };

    public bool IsAllowed(string host, int port) =>
        Hosts.Any(allowed => string.Equals(allowed.Host, host.Trim('[', ']'), StringComparison.OrdinalIgnoreCase) && (allowed.Port is null || allowed.Port == port));

    private static (string Host, int? Port) Host(string text)
    {
        if (!Uri.TryCreate($"tcp://{text}", UriKind.Absolute, out var uri) || uri.PathAndQuery.Length > 1 || uri.UserInfo.Length > 0)
            throw new SettingWrong($"BATON_REQUEST_HOSTS has '{text}'. It takes hosts such as crm.inside.example or 10.0.0.7:8080, separated by semicolons.");
        return (uri.IdnHost, uri.Port > 0 ? uri.Port : null);
    }
}
