namespace Baton.Sandbox;

/// <summary>Where the sandbox listens, where it keeps its records, and whom it lets in.</summary>
public sealed record SandboxOptions
{
    public const string DefaultUrls = "http://127.0.0.1:5081";
    public const string DemoClientId = "ba700000-c11e-4d00-8000-000000000001";
    public const string DemoClientSecret = "Sandbox~demo.secret.for.Contoso";
    public const string DemoTenantId = "ba700000-7e4a-4700-8000-000000000001";

    /// <summary>Addresses to listen on, separated by semicolons. Port 0 takes a free one.</summary>
    public string Urls { get; init; } = DefaultUrls;

    /// <summary>A PostgreSQL database of the sandbox's own; it is created if it is missing.</summary>
    public required string ConnectionString { get; init; }

    public string TenantId { get; init; } = DemoTenantId;
    public string ClientId { get; init; } = DemoClientId;
    public string ClientSecret { get; init; } = DemoClientSecret;
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The least severe messages that are written to the console.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Warning;
}
