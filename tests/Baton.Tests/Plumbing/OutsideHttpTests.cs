using System.Net;
using Baton.Plumbing;
using Baton.Tests.House;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace Baton.Tests.Plumbing;

/// <summary>Addresses that users write down lead to the open internet, or where an operator allows; whatever their names mean by then.</summary>
public sealed class OutsideHttpTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("20.31.7.1", true)]
    [InlineData("172.15.255.255", true)]
    [InlineData("172.32.0.0", true)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("0.0.0.0", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("127.255.255.254", false)]
    [InlineData("168.63.129.16", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("172.16.0.1", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("198.18.0.1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("::127.0.0.1", false)]
    [InlineData("64:ff9b::7f00:1", false)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("2001:0:1::1", false)]
    [InlineData("2001:db8::1", false)]
    [InlineData("fc00::1", false)]
    [InlineData("fd00:ec2::254", false)]
    [InlineData("fe80::1", false)]
    [InlineData("ff02::1", false)]
    public void Only_what_is_on_the_open_internet_is_public(string address, bool isPublic) => PublicAddress.Is(IPAddress.Parse(address)).ShouldBe(isPublic);

    [Theory]
    [InlineData("http://127.0.0.1:1/")]
    [InlineData("http://127.1:1/")]
    [InlineData("http://2130706433:1/")]
    [InlineData("http://0x7f.1:1/")]
    [InlineData("http://[::1]:1/")]
    [InlineData("http://[::ffff:127.0.0.1]:1/")]
    [InlineData("http://localhost:1/")]
    [InlineData("https://169.254.169.254/metadata/instance")]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://example.com/")]
    public async Task Whatever_it_is_written_like_an_inside_address_is_refused(string address)
    {
        using var outside = new OutsideHttp(new OutsideSettings { AllowsPlain = true });

        (await Refused(outside, new Uri(address))).ShouldNotBeNull(address);
    }

    [Fact]
    public async Task A_name_is_judged_by_what_it_means_when_the_connection_is_made()
    {
        await using var service = await Service.Start(http => http.Response.WriteAsync("secret", Ct));
        var asked = 0;
        using var outside = new OutsideHttp(new OutsideSettings { AllowsPlain = true }, (_, _) =>
        {
            asked++;
            return Task.FromResult(new[] { IPAddress.Loopback });
        });

        (await Refused(outside, new Uri($"http://rebound.example:{service.Address.Port}/"))).ShouldNotBeNull().ShouldContain("rebound.example is not on the open internet");

        asked.ShouldBe(1, "asked once, and what was answered is what is connected to");
        service.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_several_addresses_only_the_public_ones_are_tried()
    {
        await using var service = await Service.Start(http => http.Response.WriteAsync("secret", Ct));
        using var outside = new OutsideHttp(new OutsideSettings { AllowsPlain = true }, (_, _) => Task.FromResult(new[] { IPAddress.Parse("10.0.0.1"), IPAddress.Loopback, IPAddress.IPv6Loopback }));

        (await Refused(outside, new Uri($"http://mixed.example:{service.Address.Port}/"))).ShouldNotBeNull();
        service.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task Plain_http_to_the_open_internet_is_refused_unless_allowed()
    {
        using var outside = new OutsideHttp(new OutsideSettings(), (_, _) => Task.FromResult(Array.Empty<IPAddress>()));

        (await Refused(outside, new Uri("http://shop.example/"))).ShouldNotBeNull().ShouldContain("https only");
    }

    [Fact]
    public async Task A_redirect_to_an_inside_address_is_not_followed_and_headers_stay_with_their_host()
    {
        await using var target = await Service.Start(http => http.Response.WriteAsync("found", Ct));
        await using var service = await Service.Start(http =>
        {
            http.Response.Redirect(http.Request.Path == "/in" ? $"http://localhost:{target.Address.Port}/private" : http.Request.Path == "/round" ? "/round" : new Uri(target.Address, "/moved").ToString());
            return Task.CompletedTask;
        });
        using var outside = new OutsideHttp(Allowed(service, target));

        (await Refused(outside, new Uri(service.Address, "/in"))).ShouldNotBeNull();
        (await Refused(outside, new Uri(service.Address, "/round"))).ShouldNotBeNull().ShouldContain("leads from one address to the next");
        target.Asked.ShouldBeEmpty();

        var answer = await outside.Send(new Uri(service.Address, "/elsewhere"), to =>
        {
            var request = new HttpRequestMessage(HttpMethod.Post, to) { Content = new StringContent("words") };
            request.Headers.Add("x-api-key", "key");
            return request;
        }, Ct);

        (answer.Status, answer.Body).ShouldBe((200, "found"));
        service.Asked.Last().Headers.Keys.ShouldContain("x-api-key");
        var asked = target.Asked.ShouldHaveSingleItem();
        (asked.What, asked.Body).ShouldBe(("GET /moved", ""));
        asked.Headers.Keys.ShouldNotContain("x-api-key");
    }

    [Fact]
    public async Task An_answer_that_is_too_long_is_not_taken()
    {
        await using var service = await Service.Start(http => http.Response.WriteAsync(new string('x', http.Request.Path == "/long" ? 1024 * 1024 + 1 : 1024 * 1024), Ct));
        using var outside = new OutsideHttp(Allowed(service));

        (await Refused(outside, new Uri(service.Address, "/long"))).ShouldNotBeNull().ShouldContain("more than 1 MB");
        (await outside.Send(service.Address, to => new HttpRequestMessage(HttpMethod.Get, to), Ct)).Body.Length.ShouldBe(1024 * 1024);
    }

    [Theory]
    [InlineData("crm.inside.example;10.0.0.7:8080", true)]
    [InlineData("", true)]
    [InlineData("http://crm.inside.example/", false)]
    [InlineData("a b", false)]
    public void The_hosts_of_the_setting_are_hosts(string setting, bool isRight)
    {
        var from = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["BATON_REQUEST_HOSTS"] = setting }).Build();
        if (!isRight)
        {
            Should.Throw<SettingWrong>(() => OutsideSettings.From(from)).Message.ShouldContain("BATON_REQUEST_HOSTS");
            return;
        }
        var settings = OutsideSettings.From(from);
        settings.IsAllowed("10.0.0.7", 8080).ShouldBe(setting.Length > 0);
        settings.IsAllowed("10.0.0.7", 8081).ShouldBeFalse();
        settings.IsAllowed("CRM.inside.example", 443).ShouldBe(setting.Length > 0);
    }

    private static OutsideSettings Allowed(params Service[] services) => new() { Hosts = [.. services.Select(service => (service.Address.Host, (int?)service.Address.Port))] };

    private static async Task<string?> Refused(OutsideHttp outside, Uri address)
    {
        try
        {
            await outside.Send(address, to => new HttpRequestMessage(HttpMethod.Get, to), Ct);
            return null;
        }
        catch (AddressRefused refused)
        {
            return refused.Message;
        }
        catch (HttpRequestException failed) when (failed.InnerException is AddressRefused refused)
        {
            return refused.Message;
        }
    }
}
