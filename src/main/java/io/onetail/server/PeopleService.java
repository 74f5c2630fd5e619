package io.onetail.server;

import io.onetail.access.RecentPeople;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;

/** Holds who has been here lately. */
@ApplicationScoped
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
public class PeopleService {
    private final RecentPeople people = new RecentPeople(Clock.systemUTC());

    public RecentPeople people() {
        return people;
    }
}
