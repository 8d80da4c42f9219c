using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Baton.Sandbox.Entra;

/// <summary>Which addresses mean this sandbox: the one that a caller has used, and on this machine every one that it listens on.</summary>
internal sealed class Addresses(IServer server)
{
    public bool AreOurs(Uri address, HttpRequest request)
    {
        if (address.AbsolutePath.Trim('/').Length > 0) return false;
        var defaultPort = request.IsHttps ? 443 : 80;
        if (string.Equals(address.Host, request.Host.Host, StringComparison.OrdinalIgnoreCase) && address.Port == (request.Host.Port ?? defaultPort))
            return true;
        if (!address.IsLoopback || request.Host.Host is not ("localhost" or "127.0.0.1" or "[::1]")) return false;
        return address.Port == (request.Host.Port ?? defaultPort) || Ports().Contains(address.Port);
    }

    private IEnumerable<int> Ports() => (server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [])
        .Select(text => Uri.TryCreate(text.Replace("*", "localhost", StringComparison.Ordinal).Replace("+", "localhost", StringComparison.Ordinal),
            UriKind.Absolute, out var uri) ? uri.Port : 0);
}
