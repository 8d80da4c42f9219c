using System.Security.Cryptography;
using System.Text;

namespace Baton.Tools;

/// <summary>Ids that follow from what they are for: made again after a crash, they come out the same.</summary>
public static class Deterministic
{
    /// <summary>A UUID of version 8 (RFC 9562: made from whatever its maker likes) from a text.</summary>
    public static Guid Id(string purpose)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(purpose), hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
