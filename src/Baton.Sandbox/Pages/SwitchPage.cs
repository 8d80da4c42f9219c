using System.Globalization;
using Baton.Sandbox.CopilotStudio;
using Baton.Sandbox.OpenAi;

namespace Baton.Sandbox.Pages;

/// <summary>Makes things go wrong on purpose, and right again.</summary>
internal static class SwitchPage
{
    private static readonly string[] Throttles = ["", "requests", "time", "concurrency"];

    public static IResult Show(Switches switches, ScriptedModel model, Agent agent)
    {
        var (now, script) = (switches.Current, model.Script);
        return Layout.Page("Failure switches", Html.Of($"""
            <p>What is switched on here happens to every caller at once, until it is switched off.
            Programs use <code>POST /sandbox/switches</code>.</p>
            <form method="post" action="/switches">
            <label class="switch">Throttle (429)
            <select name="throttle">{Html.Join(Throttles.Select(kind => Choice(kind, now.Throttle ?? "")))}</select></label>
            <label class="switch">Slow by
            <input name="slowMilliseconds" type="number" min="0" max="600000" value="{now.SlowMilliseconds}"> milliseconds</label>
            {Check("down", "Down (503)", now.Down)}
            {Check("expiredSecret", "Client secret expired (AADSTS7000222)", now.ExpiredSecret)}
            {Check("missingUser", "No application user (0x80072560)", now.MissingUser)}
            {Check("missingRole", "No security role (0x80042f09)", now.MissingRole)}
            {Check("disabledUser", "Application user disabled (0x80040225)", now.DisabledUser)}
            <label class="switch">Missing privilege
            <input name="missingPrivilege" placeholder="prvReadIncident" value="{now.MissingPrivilege}"></label>
            {Check("missingSales", "Sales and Service apps not installed (404)", now.MissingSales)}
            {Check("limits", "Enforce the real service protection limits", now.Limits)}
            <button>Apply</button>
            </form>
            <h2>The model</h2>
            <p>Programs use <code>POST /sandbox/model</code>, and see at <code>GET /sandbox/model</code> what it was asked.</p>
            <form method="post" action="/switches/model">
            <label class="switch">It
            <select name="behaves">{Html.Join(ModelScript.Behaviours.Select(kind => Choice(kind, script.Behaves)))}</select></label>
            <label class="switch">and says (nothing: by rules of its own) <input name="says" maxlength="{ModelScript.SayLengthMax}" value="{script.Says}"></label>
            <label class="switch">Slow by
            <input name="slowMilliseconds" type="number" min="0" max="{ModelScript.SlowMillisecondsMax}" value="{script.SlowMilliseconds}"> milliseconds</label>
            <button>Apply</button>
            </form>
            <h2>The Copilot Studio agent</h2>
            <p>Programs use <code>POST /sandbox/agent</code>, and see at <code>GET /sandbox/agent</code> what it was told and said.</p>
            <form method="post" action="/switches/agent">
            <label class="switch">It and its service
            <select name="behaves">{Html.Join(AgentScript.Behaviours.Select(kind => Choice(kind, agent.Script.Behaves)))}</select></label>
            <label class="switch">Slow by
            <input name="slowMilliseconds" type="number" min="0" max="{AgentScript.SlowMillisecondsMax}" value="{agent.Script.SlowMilliseconds}"> milliseconds</label>
            <button>Apply</button>
            </form>
            <h2>Records</h2>
            <form method="post" action="/reset"><button class="plain">Reset to the Contoso records</button></form>
            """));
    }

    public static async Task<IResult> Turn(HttpContext http, Switches switches)
    {
        if (PagesSetup.ComesFromElsewhere(http)) return Results.StatusCode(StatusCodes.Status403Forbidden);
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        switches.Set(new SwitchSettings
        {
            Throttle = form["throttle"].ToString() is { Length: > 0 } kind ? kind : null,
            SlowMilliseconds = int.TryParse(form["slowMilliseconds"], CultureInfo.InvariantCulture, out var slow)
                ? Math.Clamp(slow, 0, 600_000) : 0,
            Down = form.ContainsKey("down"), ExpiredSecret = form.ContainsKey("expiredSecret"),
            MissingUser = form.ContainsKey("missingUser"),
            MissingRole = form.ContainsKey("missingRole"), DisabledUser = form.ContainsKey("disabledUser"),
            MissingPrivilege = form["missingPrivilege"].ToString().Trim() is { Length: > 0 } privilege ? privilege : null,
            MissingSales = form.ContainsKey("missingSales"), Limits = form.ContainsKey("limits"),
        });
        return Results.Redirect("/switches");
    }

    public static async Task<IResult> Tell(HttpContext http, ScriptedModel model)
    {
        if (PagesSetup.ComesFromElsewhere(http)) return Results.StatusCode(StatusCodes.Status403Forbidden);
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        try
        {
            model.Set(new ModelScript
            {
                Behaves = form["behaves"].ToString(), Says = form["says"].ToString() is { Length: > 0 } says ? says : null,
                SlowMilliseconds = int.TryParse(form["slowMilliseconds"], CultureInfo.InvariantCulture, out var slow) ? slow : 0,
            }.Checked());
            return Results.Redirect("/switches");
        }
        catch (FormatException bad)
        {
            return Results.Problem(bad.Message, statusCode: StatusCodes.Status400BadRequest, title: "The script could not be read.");
        }
    }

    public static async Task<IResult> TellAgent(HttpContext http, Agent agent)
    {
        if (PagesSetup.ComesFromElsewhere(http)) return Results.StatusCode(StatusCodes.Status403Forbidden);
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        try
        {
            var slow = int.TryParse(form["slowMilliseconds"], CultureInfo.InvariantCulture, out var given) ? given : 0;
            agent.Set(new AgentScript { Behaves = form["behaves"].ToString(), SlowMilliseconds = slow }.Checked());
            return Results.Redirect("/switches");
        }
        catch (FormatException bad)
        {
            return Results.Problem(bad.Message, statusCode: StatusCodes.Status400BadRequest, title: "The script could not be read.");
        }
    }

    public static async Task<IResult> Reset(HttpContext http, Resetting resetting)
    {
        if (PagesSetup.ComesFromElsewhere(http)) return Results.StatusCode(StatusCodes.Status403Forbidden);
        await resetting.Run(http.RequestAborted);
        return Results.Redirect("/records");
    }

    private static Html Choice(string kind, string chosen) => Html.Of($"""
        <option value="{kind}"{(kind == chosen ? new Html(" selected") : Html.Empty)}>{(kind.Length == 0 ? "off" : kind)}</option>
        """);

    private static Html Check(string name, string text, bool on) =>
        Html.Of($"""<label class="switch"><input type="checkbox" name="{name}"{(on ? new Html(" checked")
            : Html.Empty)}> {text}</label>""");
}
