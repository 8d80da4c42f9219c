using System.Net;
using System.Net.Sockets;

namespace Baton.Plumbing;

/// <summary>Whether an address is of the open internet. Everything else may be somebody's inside, and is nobody's business who only writes an address down.</summary>
public static class PublicAddress
{
    /// <summary>Of IPv4: what is set aside for networks of one's own, this machine, a link, many receivers, documentation, tests, and the cloud's own services.</summary>
    private static readonly IPNetwork[] NotPublic =
    [
        .. ((string[])
        [
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24",
            "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        ]).Select(IPNetwork.Parse),
    ];

    /// <summary>All of IPv6 that is given out for the open internet,</summary>
    private static readonly IPNetwork Public6 = IPNetwork.Parse("2000::/3");

    /// <summary>but for documentation, and for what carries an IPv4 address inside that nobody would look at.</summary>
    private static readonly IPNetwork[] NotPublic6 = [.. ((string[])["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"]).Select(IPNetwork.Parse)];

    public static bool Is(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily switch
        {
            AddressFamily.InterNetwork => !Array.Exists(NotPublic, network => network.Contains(address)),
            AddressFamily.InterNetworkV6 => address.ScopeId == 0 && Public6.Contains(address) && !Array.Exists(NotPublic6, network => network.Contains(address)),
            _ => false,
        };
    }
}
