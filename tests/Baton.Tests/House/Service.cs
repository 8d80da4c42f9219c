using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Baton.Tests.House;

/// <summary>Somebody's service on this machine, that answers as it is told and remembers what it was asked.</summary>
internal sealed class Service : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Service(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(async http =>
        {
            using var reader = new StreamReader(http.Request.Body);
            var body = await reader.ReadToEndAsync();
            Asked.Enqueue(new Asking($"{http.Request.Method} {http.Request.Path}{http.Request.QueryString}", body,
                http.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase)));
            await answer(http);
        });
    }

    public Uri Address => new(_app.Urls.First());
    public ConcurrentQueue<Asking> Asked { get; } = new();

    public static async Task<Service> Start(RequestDelegate answer)
    {
        var service = new Service(answer);
        await service._app.StartAsync();
        return service;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    public sealed record Asking(string What, string Body, IReadOnlyDictionary<string, string> Headers);
}
