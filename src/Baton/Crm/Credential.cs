using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Baton.Plumbing;

namespace Baton.Crm;

/// <summary>By what the app registration signs in: a client secret, or a certificate with its private key. Kept sealed, shown to nobody.</summary>
internal sealed record Credential(string Text, bool IsCertificate, DateOnly? ExpiresOn)
{
    private const int CertificateLengthMax = 40_000;

    /// <summary>What an administrator gave; null when they gave neither and mean the one that is kept.</summary>
    public static Credential? From(ConnectionGiven given, bool mayBeAnything) =>
        given.Certificate is { Length: > 0 } certificate ? OfCertificate(certificate, given.CertificatePassword)
        : given.ClientSecret is { Length: > 0 } secret ? new Credential(Connection.SecretFrom(secret, mayBeAnything), false, given.SecretExpiresOn)
        : null;

    /// <summary>PEM (certificate and private key in one text), or a PFX file in base64. Kept as PEM, without a password: it is sealed as a whole.</summary>
    private static Credential OfCertificate(string given, string? password)
    {
        if (given.Length > CertificateLengthMax) throw Wrong("is too long");
        try
        {
            using var certificate = given.Contains("-----BEGIN", StringComparison.Ordinal)
                ? Pem(given, password)
                : X509CertificateLoader.LoadPkcs12(Convert.FromBase64String(given.Trim()), password, X509KeyStorageFlags.Exportable | X509KeyStorageFlags.EphemeralKeySet);
            using var key = certificate.GetRSAPrivateKey() ?? throw Wrong("has no RSA private key with it");
            return new Credential($"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n", true, DateOnly.FromDateTime(certificate.NotAfter.ToUniversalTime()));
        }
        catch (Exception unreadable) when (unreadable is CryptographicException or FormatException or ArgumentException)
        {
            throw Wrong("can't be read, or its password is wrong");
        }
    }

    private static X509Certificate2 Pem(string text, string? password) =>
        password is { Length: > 0 } && text.Contains("ENCRYPTED PRIVATE KEY", StringComparison.Ordinal)
            ? X509Certificate2.CreateFromEncryptedPem(text, text, password) : X509Certificate2.CreateFromPem(text, text);

    private static Refusal Wrong(string why) =>
        Refusal.Invalid("invalid_certificate", $"The certificate {why}. Give the certificate and its private key as PEM in one text, or a PFX file in base64 with its password.");
}
