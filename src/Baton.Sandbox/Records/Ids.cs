using System.Security.Cryptography;
using System.Text;

namespace Baton.Sandbox.Records;

/// <summary>Ids that are the same on every machine, made from a name.</summary>
internal static class Ids
{
    public static Guid Of(string name)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes($"baton/sandbox/{name}"))[..16];
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80); // version 8: made by a rule of our own
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
