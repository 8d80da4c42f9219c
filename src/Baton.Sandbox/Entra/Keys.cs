using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Baton.Sandbox.Store;

namespace Baton.Sandbox.Entra;

/// <summary>The sandbox's own certificates, made once per database: one for HTTPS, one for its demo application to sign in with.</summary>
internal sealed class Keys(Database database)
{
    private const int YearsGood = 20;
    private X509Certificate2? https;
    private X509Certificate2? client;
    private X509Certificate2? tokens;

    /// <summary>What HTTPS is served with. Nobody trusts it until they are told to.</summary>
    public X509Certificate2 Https => https ??= Read("https");

    /// <summary>What the demo application may sign in with instead of a secret.</summary>
    public X509Certificate2 Client => client ??= Read("client");

    /// <summary>What tokens for other applications are signed with; they read its public half below discovery.</summary>
    public X509Certificate2 Tokens => tokens ??= Read("tokens");

    /// <summary>Certificate and private key, for a file.</summary>
    public string Pem(string name) => database.Keys[name];

    public string PublicPem(string name) => X509Certificate2.CreateFromPem(Pem(name)).ExportCertificatePem();

    public static async Task Prepare(Work work, TimeProvider time)
    {
        foreach (var name in (string[])["https", "client", "tokens"])
        {
            var sql = new SqlText();
            if (await work.Value(sql.Add($"select 1 from sandbox.keys where name = {sql.Value(name)}")) is not null) continue;
            var insert = new SqlText();
            await work.Run(insert.Add($"insert into sandbox.keys values ({insert.Value(name)}, {insert.Value(Make(name, time))})"));
        }
    }

    private static string Make(string name, TimeProvider time)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN=Baton sandbox ({name})", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        var now = time.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(YearsGood));
        return $"{made.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n";
    }

    // By way of PKCS #12, because a key that lives in memory only can't serve TLS on every system.
    private X509Certificate2 Read(string name)
    {
        using var pem = X509Certificate2.CreateFromPem(Pem(name), Pem(name));
        return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pfx), null);
    }
}
