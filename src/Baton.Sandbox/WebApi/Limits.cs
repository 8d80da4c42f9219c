namespace Baton.Sandbox.WebApi;

/// <summary>How much a request may be.</summary>
internal static class Limits
{
    public const int UrlCharactersMax = 32_768;
    public const int RequestLineBytesMax = 128 * 1024;
    public const long BodyBytesMax = 128L * 1024 * 1024;
    public const int BatchOperationsMax = 1_000;
}
