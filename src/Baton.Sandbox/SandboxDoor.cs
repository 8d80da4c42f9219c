using System.Text.Json;
using Baton.Sandbox.Contoso;
using Baton.Sandbox.CopilotStudio;
using Baton.Sandbox.Entra;
using Baton.Sandbox.OpenAi;
using Baton.Sandbox.Store;

namespace Baton.Sandbox;

/// <summary>What programs may do with the sandbox itself: turn its failure switches, reset its records, ask whether it is up.</summary>
internal static class SandboxDoor
{
    public static void MapSandbox(this WebApplication app)
    {
        app.MapGet("/sandbox/switches", (Switches switches) => Results.Json(switches.Current));
        app.MapPost("/sandbox/switches", Turn);
        app.MapPost("/sandbox/reset", async (Resetting resetting, CancellationToken ct) =>
        {
            await resetting.Run(ct);
            return Results.NoContent();
        });
        app.MapGet("/sandbox/certificate.pem", (Keys keys) => Results.Text(keys.Pem("client"), "application/x-pem-file"));
        app.MapGet("/sandbox/https.pem", (Keys keys) => Results.Text(keys.PublicPem("https"), "application/x-pem-file"));
        app.MapGet("/health/live", () => Results.Text("ok"));
    }

    private static async Task<IResult> Turn(HttpContext http, Switches switches)
    {
        try
        {
            using var body = await JsonDocument.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted);
            switches.Set(SwitchText.Read(body.RootElement));
            return Results.Json(switches.Current);
        }
        catch (Exception bad) when (bad is JsonException or FormatException)
        {
            return Results.Problem(bad.Message, statusCode: StatusCodes.Status400BadRequest, title: "The switches could not be read.");
        }
    }
}

/// <summary>Brings the Contoso records back, takes added columns away and switches every failure off.</summary>
internal sealed class Resetting(
    Database database, Switches switches, ScriptedModel model, Agent agent, AgentConversations conversations, Callers callers, SandboxOptions options)
{
    public async Task Run(CancellationToken ct)
    {
        await using var work = await database.Begin(ct);
        await SampleData.Reset(work, Schema.BuiltIn, options);
        await work.Commit();
        database.Use(Schema.BuiltIn);
        switches.Set(new SwitchSettings());
        model.Set(new ModelScript());
        agent.Set(new AgentScript());
        conversations.Forget();
        callers.Forget();
    }
}
